import { describe, expect, it } from '@jest/globals';
import { rendered } from '../common/sql.js';
import { tagTerm } from '../database/full-text/terms.js';
import {
  every,
  fts5Text,
  tagged,
  tsqueryText,
  wordAnywhere,
  wordMistyped,
  wordsCondition,
  wordsIn,
} from './expression.js';

const inName = wordsIn(['resource'], ['name'], ['anna', 'b']);

describe('an expression', () => {
  it('asks each index in its own words', () => {
    expect(fts5Text(inName, 'c0de')).toBe('("c0dernanna" * AND "c0derenb")');
    expect(tsqueryText(inName, 'c0de')).toBe(`('c0dernanna':* & 'c0derenb')`);
    const anywhere = wordAnywhere(['resource', 'project'], 'anna');
    expect(fts5Text({ one: anywhere, butNot: inName }, 'x')).toBe(
      '(("xrnanna" * OR "xrtanna" * OR "xrdanna" * OR "xpnanna" * OR "xptanna" * OR "xpdanna" *) NOT ("xrnanna" * AND "xrenb"))',
    );
    expect(tsqueryText({ one: wordAnywhere(['project'], 'b'), butNot: inName }, 'x')).toBe(
      `('xpeab' & !('xrnanna':* & 'xrenb'))`,
    );
  });

  it('is true of rows by the words that stand in them', () => {
    const { text, parameters } = rendered(wordsCondition(inName, 'instr'), 'sqlite');
    expect(text).toBe('((instr(d.words, ?) > 0) AND (instr(d.words, ?) > 0))');
    expect(parameters).toEqual([' rnanna', ' rnb']);
    const tag = rendered(wordsCondition(tagged(['resource'], 'Hair'), 'strpos'), 'postgres');
    expect(tag.parameters).toEqual([` ${tagTerm('resource', 'Hair')} `]);
  });

  it('of mistyped words is known to the index alone, and short words are not mistyped', () => {
    const slips = wordMistyped(['resource'], 'anna');
    expect(slips).not.toBeNull();
    expect(() => wordsCondition(every([slips!]), 'instr')).toThrow('Only the index knows');
    expect(tsqueryText(slips!, 'x')).toBe(`('xryanna' | 'xrynna' | 'xryana' | 'xryann')`);
    expect(wordMistyped(['resource'], 'ann')).toBeNull();
  });
});
