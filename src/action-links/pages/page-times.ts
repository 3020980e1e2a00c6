import { dayMs } from '../../common/time-spans.js';
import { languageOf, type Language } from '../../pages/language.js';

/** Where no region is known: day before month, 24 hours, as most readers of these languages write it. */
const standardLocales: Readonly<Record<Language, string>> = {
  en: 'en-GB',
  de: 'de-DE',
  fr: 'fr-FR',
  es: 'es-ES',
  da: 'da-DK',
};

/** Times as a page writes them: in its language and one zone. Unix milliseconds go in. */
export interface PageTimes {
  /** Day and time from start to end. */
  span(startMs: number, endMs: number): string;
  /** The day alone. */
  day(ms: number): string;
  /** Time of day from start to end, though the end may be past midnight; with the days where it is a day or longer. */
  hours(startMs: number, endMs: number): string;
  timeOfDay(ms: number): string;
  /** The zone as people call it at that time, and its IANA name. */
  zone(ms: number): string;
}

/** `locale` is the tenant's, a BCP 47 tag: its region counts where its language is the page's. */
export function pageTimes(language: Language, locale: string, timeZone: string): PageTimes {
  const tag = localeFor(language, locale);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { ...options, timeZone });
  const date = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  const [spans, days, hours] = [format({ ...date, ...time }), format(date), format({ timeStyle: 'short' })];
  const zones = format({ timeZoneName: 'long' });
  return {
    span: (startMs, endMs) => spans.formatRange(startMs, endMs),
    day: (ms) => days.format(ms),
    hours: (startMs, endMs) =>
      endMs - startMs < dayMs
        ? `${hours.format(startMs)} – ${hours.format(endMs)}`
        : spans.formatRange(startMs, endMs),
    timeOfDay: (ms) => hours.format(ms),
    zone: (ms) => {
      const name = zones.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value;
      return name === undefined || name === timeZone ? timeZone : `${name}, ${timeZone}`;
    },
  };
}

function localeFor(language: Language, locale: string): string {
  const standard = standardLocales[language];
  if (languageOf(locale) !== language || !locale.includes('-')) return standard;
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale)[0] ?? standard;
  } catch {
    return standard;
  }
}
