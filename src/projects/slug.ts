const longestSlug = 64;

/** A project's name in addresses. */
export const isSlug = (text: string): boolean => /^[a-z0-9-]{1,64}$/.test(text);

/** The slug that a name suggests: `Herren- & Bartschnitt Größe 1` becomes `herren-bartschnitt-grosse-1`. */
export function slugFrom(name: string): string {
  const plain = name
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestSlug)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'project' : plain;
}

/** The wanted slug, or the first of `slug-2`, `slug-3`, … that is not taken. */
export function freeSlug(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`;
    const slug = wanted.slice(0, longestSlug - ending.length).replace(/-+$/, '') + ending;
    if (!taken.has(slug)) return slug;
  }
}
