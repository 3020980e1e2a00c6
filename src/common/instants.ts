import { dayMs, minuteMs } from './time-spans.js';

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * Unix milliseconds of an RFC 3339 date-time with offset, or null when the text is none or names a day or time that does
 * not exist. Finer fractions than milliseconds are cut off; leap seconds are not known.
 */
export function readInstant(text: string): number | null {
  const match = rfc3339.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = match[7] === undefined ? 0 : Math.trunc(Number(match[7]) * 1000 + 1e-6);
  const offset = offsetMs(match[8] ?? '');
  if (offset === null || hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return null;
  return date.setUTCHours(hour, minute, second, ms) - offset;
}

function offsetMs(text: string): number | null {
  if (text === 'Z' || text === 'z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  if (hours > 23 || minutes > 59) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * minuteMs;
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** `HH:MM:` of each minute of a day. */
const clock: readonly string[] = Array.from(
  { length: 1440 },
  (_, minute) => `${two(Math.trunc(minute / 60))}:${two(minute % 60)}:`,
);

/** RFC 3339 with the offset given; milliseconds only where there are some. */
export function writeInstant(ms: number, offsetMinutes: number): string {
  const local = ms + offsetMinutes * minuteMs;
  const day = Math.floor(local / dayMs);
  const ofDay = local - day * dayMs;
  const minute = Math.floor(ofDay / minuteMs);
  const ofMinute = ofDay - minute * minuteMs;
  const time = ofMinute === 0 ? '00' : secondsOf(ofMinute);
  return dateOf(day) + (clock[minute] ?? '') + time + offsetText(offsetMinutes);
}

let lastDay = Number.NaN;
let lastDate = '';

/** `YYYY-MM-DDT` of a day since 1970-01-01. Instants that are written one after the other are mostly of one day. */
function dateOf(day: number): string {
  if (day !== lastDay) {
    lastDate = new Date(day * dayMs).toISOString().slice(0, -'00:00:00.000Z'.length);
    lastDay = day;
  }
  return lastDate;
}

function secondsOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const rest = ms - seconds * 1000;
  return rest === 0 ? two(seconds) : `${two(seconds)}.${String(rest).padStart(3, '0')}`;
}

let lastOffset = 0;
let lastOffsetText = '+00:00';

function offsetText(minutes: number): string {
  if (minutes !== lastOffset) {
    const size = Math.abs(minutes);
    lastOffsetText = `${minutes < 0 ? '-' : '+'}${two(Math.trunc(size / 60))}:${two(size % 60)}`;
    lastOffset = minutes;
  }
  return lastOffsetText;
}
