import jsonwebtoken from 'jsonwebtoken';
import type { BuiltTenant } from './tenancy.js';

export interface MintingOptions {
  /** Members that go over the defaults; undefined takes one out. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** The tenant's API key by default. */
  readonly secret?: string;
  readonly algorithm?: 'HS256' | 'HS384' | 'HS512';
}

/** A minted token as a merchant's build makes it with a foreign JWT library: it says `aud` and `claims`, and is good for ever. */
export const mintedToken = (
  { keyId, secret: own }: Pick<BuiltTenant, 'keyId' | 'secret'>,
  aud: unknown,
  claims: Readonly<Record<string, unknown>> = {},
  { header = {}, secret = own, algorithm = 'HS256' }: MintingOptions = {},
): string =>
  jsonwebtoken.sign(JSON.stringify({ aud, ...claims }), secret, {
    header: { typ: 'JWT', kid: keyId, ...header, alg: algorithm },
    algorithm,
  });
