import { describe, expect, it } from '@jest/globals';
import { fts5Text } from './expression.js';
import { readQuestion, splitQuestion } from './question.js';

const question = (input: string, tags: readonly string[] = []) => ({
  ...{ input, tags, types: ['resource'] as const, among: null, limit: 20, offset: 0 },
});
const split = (
  input: string,
  inMost: readonly string[],
  unknown: readonly string[] = [],
  tags?: string[],
) => {
  const asked = question(input, tags);
  const { indexed, also } = splitQuestion(asked, readQuestion(asked), {
    inMost: new Set(inMost),
    unknown: new Set(unknown),
  });
  return [fts5Text(indexed, ''), also === null ? null : fts5Text(also, '')];
};

describe('splitQuestion', () => {
  it('asks the index for what few have, and the rows for what most have', () => {
    const [indexed, also] = split('barber speaks bakobu', ['barber', 'speaks']);
    expect(indexed).toContain('bakobu');
    expect(indexed).not.toMatch(/barber|speaks/);
    expect(also).toMatch(/barber.* AND .*speaks/);
    expect(also).not.toContain('bakobu');
  });

  it('asks the index for everything where most have every word, or none', () => {
    for (const inMost of [[], ['barber', 'speaks']]) {
      const [indexed, also] = split('barber speaks', inMost);
      expect(indexed).toMatch(/barber.* AND .*speaks/);
      expect(also).toBeNull();
    }
  });

  it('takes tags for what few have', () => {
    const [indexed, also] = split('barber', ['barber'], [], ['nails']);
    expect(indexed).not.toContain('barber');
    expect(also).toContain('barber');
  });

  it('takes unknown words for mistyped ones, which only the index knows', () => {
    const [indexed, also] = split('barber bakbu', ['barber'], ['bakbu']);
    expect(indexed).toContain('"ryakbu"');
    expect(also).not.toContain('akbu');
  });
});
