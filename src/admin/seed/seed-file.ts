import { readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, parseDocument, visit, type Document, type Pair } from 'yaml';
import { pathText } from '../../tenants/schema-refusals.js';
import type { SeedRefusal } from './seed-refused.js';

export interface SeedFile {
  /** As it was named on the command line. */
  readonly name: string;
  readonly content: unknown;
}

const mostBytes = 10 * 1024 * 1024;

/** Reads a YAML or JSON file (JSON is YAML). Broken text, members named twice and numbers that would lose their form are refused. */
export function readSeedFile(
  name: string,
): { readonly ok: SeedFile } | { readonly refused: readonly SeedRefusal[] } {
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    return refusedFile(name, `cannot be read (${(error as { code?: string }).code ?? 'error'})`);
  }
  if (text.length > mostBytes) return refusedFile(name, 'is larger than 10 MB');
  return readSeedText(name, text);
}

export function readSeedText(
  name: string,
  text: string,
): { readonly ok: SeedFile } | { readonly refused: readonly SeedRefusal[] } {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return {
      refused: broken.map(({ message, pos }) => ({
        file: name,
        path: `line ${lineCounter.linePos(pos[0]).line}`,
        reason: message,
      })),
    };
  }
  const numbers = numbersThatChange(document, lineCounter);
  if (numbers.length > 0)
    return { refused: numbers.map(({ path, reason }) => ({ file: name, path, reason })) };
  try {
    return { ok: { name, content: document.toJS({ maxAliasCount: 100 }) as unknown } };
  } catch {
    return refusedFile(name, 'repeats itself through too many aliases');
  }
}

const refusedFile = (file: string, reason: string) => ({ refused: [{ file, path: '', reason }] });

/** `kid: 01` is the number 1 in YAML, and another key id than "01": names must be written so that they stay what they are. */
function numbersThatChange(document: Document, lineCounter: LineCounter): { path: string; reason: string }[] {
  const found: { path: string; reason: string }[] = [];
  visit(document, {
    Pair: (_, pair: Pair) => {
      const { key, value } = pair;
      if (!isScalar(key) || !['kid', 'id', 'secret', 'slug', 'name', 'issuer'].includes(String(key.value)))
        return;
      if (
        !isScalar(value) ||
        isMap(value) ||
        typeof value.value !== 'number' ||
        value.source === String(value.value)
      )
        return;
      const line = lineCounter.linePos(value.range?.[0] ?? 0).line;
      found.push({
        path: pathText([`line ${line}`, String(key.value)]),
        reason: `${value.source ?? ''} would be read as a number: write it in quotes`,
      });
    },
  });
  return found;
}
