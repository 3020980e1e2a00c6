/** Writes times in one locale and in the browser's zone. */
export interface Times {
  /** Such as `Central European Time (Europe/Copenhagen)`. */
  readonly zone: string;
  /** From a time to a time, with the zone's short name. */
  range(startMs: number, endMs: number): string;
  /** Hour and minute. */
  clock(ms: number): string;
  /** Weekday, day and month. */
  day(ms: number): string;
  /** Both. */
  moment(ms: number): string;
}

const day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
const nearDay = { weekday: 'long', day: 'numeric', month: 'long' } as const;
const clock = { hour: 'numeric', minute: '2-digit' } as const;

/** 12 or 24 hours, order and words follow the locale. */
export function timesIn(locale: string): Times {
  const range = new Intl.DateTimeFormat(locale, { ...day, ...clock, timeZoneName: 'short' });
  const time = new Intl.DateTimeFormat(locale, clock);
  const date = new Intl.DateTimeFormat(locale, nearDay);
  const both = new Intl.DateTimeFormat(locale, { ...nearDay, ...clock });
  return {
    zone: zoneName(locale),
    range: (startMs, endMs) => range.formatRange(startMs, Math.max(startMs, endMs)),
    clock: (ms) => time.format(ms),
    day: (ms) => date.format(ms),
    moment: (ms) => both.format(ms),
  };
}

function zoneName(locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeZoneName: 'longGeneric' });
  const { timeZone } = format.resolvedOptions();
  const name = format.formatToParts().find(({ type }) => type === 'timeZoneName')?.value;
  return name === undefined || name === timeZone ? timeZone : `${name} (${timeZone})`;
}

/** `9:05`: minutes and seconds that are left. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
