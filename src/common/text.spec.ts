import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { storableText } from './text.js';

const name = z.object({ name: storableText(5, 1) });
const fault = (body: object): string | undefined => name.safeParse(body).error?.issues[0]?.message;

describe('text from outside', () => {
  it('is needed where it is absent, and text where it is there', () => {
    expect(fault({})).toBe('is needed');
    expect(fault({ name: 5 })).toBe('must be text');
    expect(fault({ name: null })).toBe('must be text');
    expect(fault({ name: 'Ann' })).toBeUndefined();
  });

  it('is not empty, not too long and storable', () => {
    expect(fault({ name: '' })).toBe('must not be empty');
    expect(fault({ name: '123456' })).toBe('must have at most 5 characters');
    expect(fault({ name: 'a\u0000' })).toBe('must be well-formed Unicode without NUL');
  });
});
