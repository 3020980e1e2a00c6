import { RE2JS, RE2Set } from 're2js';
import { isStorable } from '../../common/text.js';
import { repeatedSize } from './repeated-size.js';

/** Characters of a scope at most. */
export const scopeAtMost = 500;
/** Instructions of a compiled scope at most: what one path costs grows with them. */
const programAtMost = 250;
/** Bytes that a scope may use to remember what it has met; beyond that it goes on more slowly. */
const memoryAtMost = 1_000_000;
/** Signs of a scope with its repetitions written out, at most: compiling costs as much as that. */
const writtenOutAtMost = 5_000;

/** The pages that a template is for. */
export interface PageScope {
  /** Is the whole path one of them? Takes time in proportion to its length, whatever the expression. */
  matches(path: string): boolean;
}

/**
 * Reads a regular expression over page paths in RE2's syntax, which knows neither back references nor looking around. Refused is
 * also what would be large: more than {@link scopeAtMost} characters, or a long program.
 */
export function readScope(text: string): { readonly ok: PageScope } | { readonly refused: string } {
  if (!isStorable(text)) return { refused: 'must be well-formed Unicode without NUL' };
  if (text.length > scopeAtMost) return { refused: `must have at most ${scopeAtMost} characters` };
  if (repeatedSize(text) > writtenOutAtMost) return { refused: tooLarge };
  try {
    if (RE2JS.compile(text).programSize() > programAtMost) return { refused: tooLarge };
    // One expression in a set: of what the engine offers, that alone has a bound of memory.
    const expression = new RE2Set(RE2Set.ANCHOR_BOTH, 0, memoryAtMost);
    expression.add(text);
    expression.compile();
    return { ok: { matches: (path) => expression.match(path).length > 0 } };
  } catch (error) {
    return { refused: reasonOf(error) };
  }
}

const tooLarge = 'is too large once its repetitions are written out: repeat less';

/** The reasons of the engine that merchants meet, in our words; it puts the offending part of the expression behind its own. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^invalid escape sequence/, 'has an escape that RE2 does not know; it has no back references such as \\1'],
  [
    /^invalid or unsupported Perl syntax|^invalid named capture/,
    'has a group that RE2 does not know; it looks neither ahead nor behind',
  ],
  [/^invalid repeat count/, 'repeats more than 1000 times, or fewer times at most than at least'],
  [/^invalid nested repetition/, 'repeats a repetition'],
  [/^missing argument to repetition/, 'repeats nothing'],
  [/^missing closing \)|^unexpected \)/, 'has parentheses that do not match'],
  [/^missing closing \]/, 'has a [ that is not closed'],
  [/^invalid character class/, 'has a class of characters that RE2 does not know'],
  [/^trailing backslash/, 'ends with a backslash'],
  [/^expression (?:nests too deeply|too large)/, tooLarge],
];

function reasonOf(error: unknown): string {
  const said = (error as { error?: string }).error ?? '';
  return reasons.find(([pattern]) => pattern.test(said))?.[1] ?? 'is no regular expression that RE2 reads';
}
