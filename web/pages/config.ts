import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createTemplateSchema } from '../../src/minted-tokens/templates/template-wish.schemas.js';
import type { PagesConfig, SecretPlace } from './main.js';
import { PagesError } from './pages-error.js';

const place = z.strictObject(
  { env: z.string().min(1) },
  'must be { "env": "NAME" }: secrets stay out of files',
);

const offlineSchema = z.strictObject({
  templates: z.array(createTemplateSchema),
  secrets: z.record(z.string(), place),
});

const serverSchema = z.strictObject({
  server: z.url({ protocol: /^https?$/, error: 'must be the address of a server' }),
  apiKey: place,
});

export function readPagesConfig(file: string): PagesConfig {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new PagesError(`${file} cannot be read: ${(error as Error).message}`);
  }
  return checkedConfig(content, file);
}

/** The configuration, whose templates have their form. Throws PagesError naming what is wrong. */
export function checkedConfig(content: unknown, file: string): PagesConfig {
  const asksServer = typeof content === 'object' && content !== null && 'server' in content;
  const parsed = (asksServer ? serverSchema : offlineSchema).safeParse(content);
  if (parsed.success) return parsed.data as PagesConfig;
  throw new PagesError(
    parsed.error.issues
      .map(({ path, message }) => [file, path.join('.'), message].filter((part) => part !== '').join(': '))
      .join('\n'),
  );
}

export function secretOf({ env }: SecretPlace): string {
  const secret = process.env[env];
  if (secret === undefined || secret === '')
    throw new PagesError(`The environment variable ${env} is not set: it holds the secret of an API key.`);
  return secret;
}
