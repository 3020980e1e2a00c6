import type { SearchDocument } from '../../src/database/full-text/stored-document.js';

/** How the letters of the oracle's texts are typed by somebody who has none of them. */
const typed: Readonly<Record<string, string>> = { ø: 'o', å: 'a', ü: 'u', é: 'e', ß: 'ss', æ: 'ae', ı: 'i' };

/** Words of texts whose words stand between spaces; nothing is shared with the product. */
const words = (text: string): string[] =>
  text
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => [...word].map((letter) => typed[letter] ?? letter).join(''));

const begins = (own: readonly string[], asked: readonly string[]): boolean =>
  asked.every((word) => own.some((one) => one.startsWith(word)));

function rank(document: SearchDocument, asked: readonly string[]): number | null {
  const name = words([document.name, ...document.furtherNames].join(' '));
  const tags = words(document.tags.join(' '));
  const called = words(document.name).join(' ');
  if (!begins([...name, ...tags, ...words(document.description)], asked)) return null;
  if (called === asked.join(' ')) return 0;
  if (called.startsWith(asked.join(' '))) return 1;
  if (begins(name, asked)) return 2;
  return begins([...name, ...tags], asked) ? 3 : 4;
}

const sorted = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** Ids of what an input finds, best first; every document is looked at. */
export function oracleFinds(documents: readonly SearchDocument[], input: string): string[] {
  const asked = words(input);
  const found = documents.flatMap((document) => {
    const place = asked.length === 0 ? 0 : rank(document, asked);
    return place === null ? [] : [{ document, place, name: words(document.name).join(' ') }];
  });
  found.sort(
    (one, other) =>
      one.place - other.place ||
      sorted(one.name, other.name) ||
      sorted(other.document.type, one.document.type) ||
      sorted(one.document.id, other.document.id),
  );
  return found.map(({ document }) => document.id);
}
