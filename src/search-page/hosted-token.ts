import type { SigningKey } from '../tenants/signing-keys.js';
import { templateToken } from '../minted-tokens/templates/template-token.js';

/** The experience by which a merchant says that their search page is for everyone; the page searches by no other. */
export const hostedExperience = 'hosted';

const secondsAtMost = 3600;

/**
 * The token of one view of the page: for searches by {@link hostedExperience} and nothing else, for an hour, or for the tenant's
 * `minted_token_max_age_s` where that is less.
 */
export function hostedToken(
  { id: kid, key }: SigningKey,
  maxAgeSeconds: number | null,
  nowSeconds: number,
): string {
  const age = Math.min(secondsAtMost, maxAgeSeconds ?? secondsAtMost);
  const claims = { aud: '/v2/search', methods: ['GET'], query: { experienceKey: hostedExperience } };
  return templateToken({ kid, claims }, { iat: nowSeconds, exp: nowSeconds + age }, key);
}
