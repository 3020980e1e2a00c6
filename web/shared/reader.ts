import { languageOf, type Language } from '../../src/pages/language.js';

/** How the reader is spoken to: the words' language, and the locale of times. */
export interface Reader {
  readonly language: Language;
  readonly locale: string;
}

/**
 * The first of the tags (the element's own, then its page's) that we have words in; else the first of the browser's; else English.
 * A tag without a region takes the browser's where that speaks the same language: `en` read in Britain has 24 hours.
 */
export function readerOf(tags: readonly (string | null | undefined)[], browser: readonly string[]): Reader {
  const usable = [...tags, ...browser].filter(
    (tag): tag is string => typeof tag === 'string' && languageOf(tag) !== null && isLocale(tag),
  );
  const [tag = 'en'] = usable;
  const language = languageOf(tag) ?? 'en';
  const regional = tag.includes('-')
    ? tag
    : browser.find((one) => languageOf(one) === language && isLocale(one));
  return { language, locale: regional ?? tag };
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
