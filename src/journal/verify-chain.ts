import { chainStart, contentDigest, linkHash, type ChainEnd } from './chain.js';
import type { JournalRow } from './journal-row.entity.js';

/**
 * What is wrong with a journal: a row that is not what was written (`changed`), a place without a row (`missing`), a row
 * at a place that nobody gave it (`inserted`), a row that does not follow the one before it (`unlinked`), a recorded end
 * that is not the last row's (`end`), a row whose hash is not the one that was noted outside (`noted`).
 */
type ChainProblem = 'changed' | 'missing' | 'inserted' | 'unlinked' | 'end' | 'noted';

export interface ChainFinding {
  /** Where: of the row, or of the first one that is missing; null where the place itself cannot be told. */
  readonly sequence: number | null;
  readonly problem: ChainProblem;
  readonly detail: string;
}

interface Followed {
  readonly end: ChainEnd;
  readonly findings: readonly ChainFinding[];
}

const hashForm = /^[0-9a-f]{64}$/;

/** Goes one row on from where the chain ended before it. Rows come in the order of their sequences; after a finding it goes on from the row as it is. */
export function follow(end: ChainEnd, row: JournalRow): Followed {
  const { sequence } = row;
  if (!Number.isSafeInteger(sequence) || sequence <= end.sequence)
    return { end, findings: [misplaced(sequence)] };
  const findings: ChainFinding[] = [];
  const isNext = sequence === end.sequence + 1;
  if (!isNext) findings.push(missing(end.sequence + 1, sequence - 1));
  if (!isAsWritten(row))
    findings.push(
      found(sequence, 'changed', 'its content, its place or its hashes are not what was written'),
    );
  else if (isNext && row.previousHash !== end.hash)
    findings.push(found(sequence, 'unlinked', 'it was written after another row than the one before it'));
  return { end: { sequence, hash: row.hash }, findings };
}

/** Compares where the rows end with the end that was recorded beside them; null where the tenant has no record. */
export function compareEnds(rows: ChainEnd, recorded: ChainEnd | null): ChainFinding | null {
  const { sequence, hash } = recorded ?? chainStart;
  if (rows.sequence < sequence) return missing(rows.sequence + 1, sequence);
  if (recorded === null && rows.sequence > 0)
    return found(rows.sequence, 'end', 'the record of the journal’s end is missing');
  if (rows.sequence > sequence)
    return found(sequence + 1, 'inserted', `it stands behind the recorded end, which is ${sequence}`);
  if (rows.hash !== hash)
    return found(sequence, 'end', 'the recorded end has another hash than the last row');
  return null;
}

function isAsWritten(row: JournalRow): boolean {
  if (!hashForm.test(row.previousHash)) return false;
  return row.hash === linkHash(row.previousHash, row.sequence, contentDigest(row));
}

/** A row that stands where no row can. */
export const misplaced = (place: unknown): ChainFinding =>
  found(null, 'inserted', `a row stands at ${String(place)}, which is no place`);

const missing = (first: number, last: number): ChainFinding =>
  found(first, 'missing', first === last ? 'the row is gone' : `the rows ${first} to ${last} are gone`);

const found = (sequence: number | null, problem: ChainProblem, detail: string): ChainFinding => ({
  sequence,
  problem,
  detail,
});
