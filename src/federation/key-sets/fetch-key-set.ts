import { createHash } from 'node:crypto';
import { guardedFetch } from '../../common/outbound/guarded-fetch.js';
import { OutboundRefused, type OutboundRefusal } from '../../common/outbound/outbound.errors.js';
import type { GuardedFetchOptions } from '../../common/outbound/outbound-request.js';
import { convertKeys } from './key-conversion.js';
import { readKeySet, type KeySetContent, type KeySetKey, type KeySetRefusal } from './key-set-reader.js';

/** Why a fetch brought no key set: a closed list, named by reports and metrics. */
export type FetchFailure = OutboundRefusal | KeySetRefusal | 'unexpected';

/** How long the answer may be kept and by what it can be asked for again, as it said itself. */
export interface Validators {
  readonly etag: string | undefined;
  readonly cacheControl: string | undefined;
}

export interface FetchedKeySet extends KeySetContent, Validators {
  /** Equal for two sets exactly when they hold the same usable keys, in whatever order. */
  readonly digest: string;
}

export type FetchOutcome =
  { readonly ok: FetchedKeySet } | { readonly notModified: Validators } | { readonly failed: FetchFailure };

/** Asks a JWK Set address once; `notModified` only where an ETag was given. Never rejects. */
export type FetchKeySet = (
  jwksUri: string,
  request: { readonly etag?: string | undefined; readonly signal?: AbortSignal },
) => Promise<FetchOutcome>;

const ACCEPT = 'application/jwk-set+json, application/json;q=0.9, */*;q=0.1';
const SECOND = 1000;

/** The limits of contract 1, "JWK Sets". */
export const KEY_SET_LIMITS = Object.freeze({ timeoutMs: 3 * SECOND, maxBytes: 256 * 1024 });

/** The fetch over the network, guarded by {@link guardedFetch}. */
export function keySetFetcher(options: GuardedFetchOptions): FetchKeySet {
  return async (jwksUri, request) => {
    try {
      const answer = await guardedFetch(jwksUri, { ...request, accept: ACCEPT }, options);
      const { etag, cacheControl } = answer;
      if (answer.status === 304) return { notModified: { etag, cacheControl } };
      const text = decoded(answer.body);
      const reading = text === undefined ? { refused: 'not_json' as const } : readKeySet(text);
      if ('refused' in reading) return { failed: reading.refused };
      const content = await convertKeys(jwksUri, reading.ok);
      return { ok: { ...content, etag, cacheControl, digest: digestOf(content.keys) } };
    } catch (error) {
      return { failed: error instanceof OutboundRefused ? error.reason : 'unexpected' };
    }
  };
}

function decoded(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** Equal for equal usable keys in whatever order. */
export function digestOf(keys: readonly KeySetKey[]): string {
  const lines = keys.map(({ kid, key, algorithms }) =>
    JSON.stringify([kid, key.export({ format: 'der', type: 'spki' }).toString('base64'), algorithms]),
  );
  return createHash('sha256').update(lines.sort().join('\n')).digest('base64url');
}
