import type { SigningKey } from '../tenants/signing-keys.js';
import { templateToken } from '../minted-tokens/templates/template-token.js';

/** The experience by which a merchant says that their search page is for everyone; the page searches by no other. */
export const hostedExperience = 'hosted';

const secondsAtMost = 3600;
/** All views of a minute hold one token: limits count by token, and whoever loads the page anew must not have a limit anew. */
const sharedSeconds = 60;

/**
 * The token of a view of the page: for searches by {@link hostedExperience} and nothing else, for an hour, or for the tenant's
 * `minted_token_max_age_s` where that is less; up to a minute of it, or a tenth where that is less, has gone by already.
 */
export function hostedToken(
  { id: kid, key }: SigningKey,
  maxAgeSeconds: number | null,
  nowSeconds: number,
): string {
  const age = Math.min(secondsAtMost, maxAgeSeconds ?? secondsAtMost);
  const claims = { aud: '/v2/search', methods: ['GET'], query: { experienceKey: hostedExperience } };
  const iat = nowSeconds - (nowSeconds % Math.max(1, Math.min(sharedSeconds, Math.floor(age / 10))));
  return templateToken({ kid, claims }, { iat, exp: iat + age }, key);
}
