import type { KeyObject } from 'node:crypto';
import { signJws } from '../../crypto/sign-jws.js';
import type { TemplateClaims } from './template-claims.js';

/** What a template's tokens are made of. */
export interface TemplateTerms {
  /** Id of the API key that signs. */
  readonly kid: string;
  readonly claims: TemplateClaims;
}

export interface TokenTimes {
  /** Unix seconds. */
  readonly iat: number;
  /** Null where the token lasts as long as its key. */
  readonly exp: number | null;
}

/** The times of a token minted at `nowSeconds`. */
export const timesAt = ({ exp, expires_in }: TemplateClaims, nowSeconds: number): TokenTimes => ({
  iat: nowSeconds,
  exp: exp ?? (expires_in === undefined ? null : nowSeconds + expires_in),
});

/** The token: the same for the same terms in the same second. */
export function templateToken(
  { kid, claims }: TemplateTerms,
  { iat, exp }: TokenTimes,
  key: KeyObject,
): string {
  const { aud, methods, query } = claims;
  const payload = {
    aud,
    ...(methods !== undefined && { methods }),
    ...(query !== undefined && { query }),
    iat,
    ...(exp !== null && { exp }),
  };
  return signJws({ typ: 'JWT', kid }, payload, 'HS256', key);
}
