import { readFileSync } from 'node:fs';
import type { JsonWebKey } from 'node:crypto';
import type { JwsAlgorithm } from '../../../src/crypto/algorithms.js';

export interface WycheproofCase {
  readonly tcId: number;
  /** The name of what was done to the token or the key. */
  readonly comment: string;
  readonly result: 'valid' | 'invalid';
  /** What is expected here where it is not `result`, and why. */
  readonly here?: 'valid' | 'invalid';
  readonly because?: string;
  /** The header, where the case is about it. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** The alg that the header names, where another one signs. */
  readonly named?: JwsAlgorithm;
  /** In hex; `[a:b]` stands for bytes of the digest, `[a^xx]` for one of them with bits turned. */
  readonly digestInfo?: string;
  /** Of the token that Wycheproof prints, in base64url. */
  readonly signatureBegins?: string;
}

export type NamedKey = JsonWebKey & { readonly kid: string; readonly k?: string };

export interface SignatureGroup {
  readonly comment: string;
  readonly algorithm: JwsAlgorithm;
  readonly key: NamedKey;
  readonly tests: readonly WycheproofCase[];
}

export interface KeySetGroup {
  readonly comment: string;
  readonly algorithm: JwsAlgorithm;
  /** Private; the token is signed with the first. */
  readonly keys: readonly NamedKey[];
  /** The set is handed out as it is. */
  readonly publishedPrivate: boolean;
  readonly tests: readonly WycheproofCase[];
}

const load = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../vectors/wycheproof/${name}`, import.meta.url), 'utf8'));

export const signatureGroups = (load('json_web_signature.json') as { groups: SignatureGroup[] }).groups;
export const keySetGroups = (load('json_web_key.json') as { groups: KeySetGroup[] }).groups;

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

/** The members that an issuer hands out. */
export const publicPart = (key: NamedKey): NamedKey =>
  Object.fromEntries(Object.entries(key).filter(([name]) => !privateMembers.includes(name))) as NamedKey;
