import type { JsonWebKey } from 'node:crypto';
import { z } from 'zod';
import { storableText } from '../common/text.js';
import { ASYMMETRIC_ALGORITHMS, JWS_ALGORITHMS } from '../crypto/algorithms.js';
import { LARGEST_CLOCK_TOLERANCE_SECONDS } from '../crypto/claims.js';
import { normalizeKid } from '../crypto/kid.js';
import { mappableMembers } from './jwt-configuration.entity.js';

const kid = z.unknown().transform((value, context) => {
  const reading = normalizeKid(value);
  if ('ok' in reading && reading.ok.trim() === reading.ok) return reading.ok;
  context.addIssue({
    code: 'custom',
    message: 'must be text of 1 to 255 characters without white space around it',
  });
  return z.NEVER;
});

const claimName = storableText(255, 1);
const list = (entry: z.ZodType<string>) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(entry).min(1, 'must name at least one').max(100),
  );

const issuer = storableText(1000, 1).refine(
  (text) => text.trim() === text && !/\p{Cc}/u.test(text),
  'must not hold control characters, nor white space at either end',
);

const publicKey = z.union(
  [z.string(), z.record(z.string(), z.unknown()).transform((jwk) => jwk as JsonWebKey)],
  {
    error: 'must be PEM text or a JWK',
  },
);

const algorithmNames = JWS_ALGORITHMS.join(', ');

/** What may be said of every configuration, and be changed later. */
const policy = {
  issuer: issuer.nullable().optional(),
  audience: list(storableText(1000, 1)).nullable().optional(),
  user_id_claim: claimName.optional(),
  claim_map: z
    .strictObject(Object.fromEntries(mappableMembers.map((member) => [member, claimName.optional()])))
    .optional(),
  max_token_age_s: z.int().min(1).max(315_360_000).nullable().optional(),
  require_exp: z.boolean().optional(),
  clock_tolerance_s: z.int().min(0).max(LARGEST_CLOCK_TOLERANCE_SECONDS).nullable().optional(),
  auto_provision: z.boolean().optional(),
  enabled: z.boolean().optional(),
};

const algorithm = z.enum(JWS_ALGORITHMS, { error: `must be exactly one of ${algorithmNames}` });
const algorithms = list(
  z.enum(ASYMMETRIC_ALGORITHMS as readonly string[], {
    error: `must be asymmetric: ${ASYMMETRIC_ALGORITHMS.join(', ')}`,
  }),
);
const jwksUri = z.string();

/** A configuration as an operator states it (contract 1, "JwtConfiguration"); the mode follows from `jwks_uri`. */
export const jwtConfigurationInputSchema = z.strictObject({
  /** With a key held here: the `kid` of its tokens. */
  kid: kid.optional(),
  /** In JWK Set mode: a name for the operator. */
  id: kid.optional(),
  algorithm: algorithm.optional(),
  secret: z.string().optional(),
  /** The secret comes from elsewhere and cannot be made longer: 16 bytes suffice, with a warning. */
  imported: z.boolean().optional(),
  public_key: publicKey.optional(),
  jwks_uri: jwksUri.optional(),
  algorithms: algorithms.optional(),
  ...policy,
});

/** What `set` may change; keys are changed by `rotate`. */
export const jwtConfigurationChangesSchema = z.strictObject({
  algorithm: algorithm.optional(),
  jwks_uri: jwksUri.optional(),
  algorithms: algorithms.optional(),
  ...policy,
});

export type JwtConfigurationInput = z.input<typeof jwtConfigurationInputSchema>;
export type ReadJwtConfigurationInput = z.output<typeof jwtConfigurationInputSchema>;
export type JwtConfigurationChanges = z.input<typeof jwtConfigurationChangesSchema>;
export type ReadJwtConfigurationChanges = z.output<typeof jwtConfigurationChangesSchema>;
