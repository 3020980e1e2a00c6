import { z } from 'zod';

/** Can both databases hold this text as it is? Lone surrogates would change, and PostgreSQL refuses NUL. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

/** Schema of text from outside: storable, `from` to `to` characters (UTF-16 units). */
export const storableText = (to: number, from = 0) =>
  z
    .string({ error: ({ input }) => (input === undefined ? 'is needed' : 'must be text') })
    .min(from, from === 1 ? 'must not be empty' : `must have at least ${from} characters`)
    .max(to, `must have at most ${to} characters`)
    .refine(isStorable, 'must be well-formed Unicode without NUL');
