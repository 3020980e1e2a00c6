/** Languages that pages for customers are written in; the first where nothing better is known. */
export const languages = ['en', 'de', 'fr', 'es', 'da'] as const;
export type Language = (typeof languages)[number];

/** The language of a BCP 47 tag such as `de-AT`; null where no page is written in it. */
export function languageOf(tag: string): Language | null {
  const primary = tag.trim().toLowerCase().split('-', 1)[0];
  return languages.find((language) => language === primary) ?? null;
}

/**
 * The language that a browser prefers among ours (RFC 9110, section 12.5.4: highest weight first, then the order in which
 * they stand; weight 0 is never). Where it names none of ours, that of `fallback`, a BCP 47 tag; else English.
 */
export function negotiatedLanguage(acceptLanguage: string | undefined, fallback: string): Language {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 1000)
    .split(',')
    .map((range, order) => ({ ...readRange(range), order }))
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight || one.order - other.order);
  for (const { tag } of wanted) {
    const language = languageOf(tag);
    if (language !== null) return language;
    if (tag === '*') break;
  }
  return languageOf(fallback) ?? languages[0];
}

function readRange(range: string): { readonly tag: string; readonly weight: number } {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
  const quality = parameters.find((parameter) => /^q=/i.test(parameter));
  if (quality === undefined) return { tag, weight: 1 };
  return { tag, weight: /^q=(0(\.\d{0,3})?|1(\.0{0,3})?)$/i.test(quality) ? Number(quality.slice(2)) : 0 };
}
