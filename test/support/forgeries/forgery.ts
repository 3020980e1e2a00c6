import { ALGORITHM_FACTS } from '../../../src/crypto/algorithms.js';
import { encoded, rawToken, signatureOver } from '../../builders/raw-token.js';
import type { TokenKind } from '../token-kinds.js';

/** Of one class of attack: the forged tokens in the place of a good one of `kind`; none where the class says nothing to this kind. */
export interface ForgeryClass {
  readonly title: string;
  readonly of: (kind: TokenKind) => readonly string[];
}

export const forging = (title: string, of: ForgeryClass['of']): ForgeryClass => ({ title, of });

type Json = string | Readonly<Record<string, unknown>>;

/** Signed with the right key and algorithm, whatever it says. */
export const resigned = (kind: TokenKind, header: Json, payload: Json = kind.payload): string =>
  rawToken(header, payload, kind.algorithm, kind.key);
export const withHeader = (kind: TokenKind, members: object): string =>
  resigned(kind, { ...kind.header, ...members });
export const withPayload = (kind: TokenKind, members: object): string =>
  resigned(kind, kind.header, { ...kind.payload, ...members });
export const withSignature = (kind: TokenKind, change: (signature: Buffer) => Buffer): string => {
  const input = inputOf(kind);
  return `${input}.${change(signatureOver(input, kind.algorithm, kind.key)).toString('base64url')}`;
};
export const inputOf = ({ header, payload }: TokenKind): string => `${encoded(header)}.${encoded(payload)}`;
export const isPublic = ({ algorithm }: TokenKind): boolean => ALGORITHM_FACTS[algorithm].asymmetric;
export const inner = (members: object): string => JSON.stringify(members).slice(1, -1);

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);
