/** Characters of a text that are read; what comes after them is not searched. */
const readAtMost = 20_000;
/** Code points of a word that count: longer ones are alike when they begin alike. */
const wordAtMost = 40;

/** Letters that Unicode does not take apart, as people type them who do not have the key. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ς: 'σ',
};
const plainLetter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g');

/** Scripts that put no spaces between words. */
const unspaced = ['Han', 'Hira', 'Kana', 'Bopo', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tibt']
  .map((script) => `\\p{scx=${script}}`)
  .join('');
const unspacedRun = new RegExp(`^[${unspaced}]`, 'u');
const parts = new RegExp(
  `(?:(?=[\\p{L}\\p{N}])[${unspaced}])+|(?:(?![${unspaced}])[\\p{L}\\p{N}])+|\\p{Extended_Pictographic}`,
  'gu',
);

/**
 * The parts of a text that can be searched, one space between them: letters and digits without case, accents and forms of
 * the same character, and pictures (emoji) one by one. Any text will do; folding it again changes nothing.
 */
export function foldedText(text: string): string {
  return partsOf(text).join(' ');
}

/**
 * Every word that a text is found by, once, in the order of the text. A run of a script without spaces is cut into pairs of
 * neighbours, so that it is found from wherever one begins to type: words of a dictionary would change with its edition.
 */
export const storedWords = (text: string): string[] =>
  distinct(partsOf(text).flatMap((part) => wordsOf(part, 'stored')));

/** The words of which each must begin a word of what is looked for. */
export const askedWords = (text: string): string[] =>
  distinct(partsOf(text).flatMap((part) => wordsOf(part, 'asked')));

function partsOf(text: string): string[] {
  const plain = text
    .slice(0, readAtMost)
    .toWellFormed()
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter);
  return plain.match(parts) ?? [];
}

function wordsOf(part: string, use: 'stored' | 'asked'): string[] {
  if (!unspacedRun.test(part)) return [part.length <= wordAtMost ? part : firstOf(part, wordAtMost)];
  const letters = [...part];
  const pairs = letters.slice(0, -1).map((letter, index) => `${letter}${letters[index + 1] ?? ''}`);
  return use === 'asked' && pairs.length > 0 ? pairs : [...pairs, letters.at(-1) ?? ''];
}

/** The first code points of a text. */
export const firstOf = (text: string, codePoints: number): string =>
  text.length <= codePoints ? text : [...text].slice(0, codePoints).join('');

const distinct = (words: readonly string[]): string[] => [...new Set(words)];
