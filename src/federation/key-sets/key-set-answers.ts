import type { JwsAlgorithm } from '../../crypto/algorithms.js';
import type { SelectionRefusal } from './key-selection.js';
import type { KeySetKey } from './key-set-reader.js';

/** A JWK Set configuration as the store needs it. */
export interface KeySetSource {
  readonly configurationId: string;
  /** Grows with every change of the configuration. */
  readonly version: number;
  readonly tenantId: string;
  readonly jwksUri: string;
  /** Asymmetric algorithms that the configuration accepts. */
  readonly algorithms: readonly JwsAlgorithm[];
}

/** `key_unchanged`: asked after a bad signature, the issuer still names the same key. */
export type KeyRefusal = SelectionRefusal | 'algorithm_not_allowed' | 'key_unchanged';

export type KeyAnswer =
  | {
      readonly ok: KeySetKey;
      /** Of the set's content the key was taken from; what was verified with it holds while `touch` answers the same. */
      readonly generation: number;
    }
  | { readonly refused: KeyRefusal }
  | { readonly unavailable: { readonly retryAfterSeconds: number } };
