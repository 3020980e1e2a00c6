import { readFileSync } from 'node:fs';
import { isAbsolute, dirname, join } from 'node:path';
import { z } from 'zod';
import { environmentText } from '../../config/environment-text.js';

/** A secret as it stands in a seed file, or where it is kept outside of it. */
export const secretSourceSchema = z.union(
  [z.string(), z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })],
  { error: 'must be text, { env: NAME } or { file: PATH }' },
);

export type SecretSource = z.infer<typeof secretSourceSchema>;

/** The text; a file is looked for beside the seed file, and one line break at its end is left out. */
export function readSecretSource(
  source: SecretSource,
  seedFile: string,
): { readonly ok: string } | { readonly refused: string } {
  if (typeof source === 'string') return { ok: source };
  if ('env' in source) {
    const text = environmentText(source.env);
    return text === undefined || text === ''
      ? { refused: `the environment variable ${source.env} is not set` }
      : { ok: text };
  }
  const path = isAbsolute(source.file) ? source.file : join(dirname(seedFile), source.file);
  try {
    return { ok: readFileSync(path, 'utf8').replace(/\r?\n$/, '') };
  } catch (error) {
    return {
      refused: `the file ${source.file} cannot be read (${(error as { code?: string }).code ?? 'error'})`,
    };
  }
}
