import { readFileSync } from 'node:fs';
import type { JournalEntry } from '../../src/journal/journal-entry.js';

export interface GoldenChain {
  readonly tenant_id: string;
  readonly entries: readonly JournalEntry[];
  readonly digests: readonly string[];
  readonly hashes: readonly string[];
}

/** A chain worked out by another program (see the file): its format is a promise to whoever keeps exports. */
export const goldenChain = (): GoldenChain =>
  JSON.parse(readFileSync(new URL('../vectors/journal-chain.json', import.meta.url), 'utf8')) as GoldenChain;
