import { createHash } from 'node:crypto';
import type { JournalContent } from './journal-content.js';

/** Where a chain stands: its last row's sequence and hash. */
export interface ChainEnd {
  readonly sequence: number;
  /** 64 lower-case hex digits. */
  readonly hash: string;
}

/** The end of a journal without rows. */
export const chainStart: ChainEnd = { sequence: 0, hash: '0'.repeat(64) };

/**
 * SHA-256 (64 lower-case hex digits) over everything that a row says, written as one JSON array: texts in quotes, so that
 * no two contents are written alike. Its order is part of the format and never changes.
 */
export function contentDigest(content: JournalContent): string {
  const members = [
    'journal-1',
    content.tenantId,
    content.bookingId,
    content.action,
    content.fromState,
    content.toState,
    content.at,
    content.requestId,
    content.credentialKind,
    content.credentialId,
    content.userId,
    content.fingerprint,
    content.details,
  ];
  return createHash('sha256').update(JSON.stringify(members)).digest('hex');
}

/** The end after one more row: its hash is SHA-256 over the hash before it (32 bytes), its sequence (8 bytes, big endian) and its content's digest (32 bytes). */
export function linked(before: ChainEnd, digest: string): ChainEnd {
  const sequence = before.sequence + 1;
  return { sequence, hash: linkHash(before.hash, sequence, digest) };
}

/** The hash of the row that stands at `sequence` after a row of `previousHash`. */
export function linkHash(previousHash: string, sequence: number, digest: string): string {
  const place = Buffer.alloc(8);
  place.writeBigInt64BE(BigInt(sequence));
  return createHash('sha256')
    .update(Buffer.from(previousHash, 'hex'))
    .update(place)
    .update(Buffer.from(digest, 'hex'))
    .digest('hex');
}
