const fromAscii = /^[\u0000-\u007f]*$/;

/**
 * The form in which text is compared without regard to case: every character lower-cased by itself, except those whose
 * lower case would turn a foreign letter into an ASCII one (the Kelvin sign is no k), so that no address can pose as another.
 */
export function folded(text: string): string {
  if (fromAscii.test(text)) return text.toLowerCase();
  let result = '';
  for (const character of text) {
    const lower = character.toLowerCase();
    result += !fromAscii.test(character) && fromAscii.test(lower) ? character : lower;
  }
  return result;
}

/** The text backwards, by code point: an index on it serves searches for an ending. */
export const reversed = (text: string): string => [...text].reverse().join('');
