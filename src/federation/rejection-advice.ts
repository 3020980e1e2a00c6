import type { RejectionReason } from './rejection.js';

type Advised = Exclude<RejectionReason, `header_${string}` | `payload_${string}` | 'signature_not_base64url'>;

/** What a reason means, and what to do about it. */
export interface Advice {
  readonly means: string;
  readonly todo: string;
}

/** What each reason means and what to do about it, for operators: `countersign explain` and docs/troubleshooting.md. */
export const rejectionAdvice: Readonly<Record<Advised, Advice>> = {
  not_text: { means: 'There is no token.', todo: 'Pass the token itself, the text with two dots.' },
  too_long: {
    means: 'The token is longer than 16 KiB.',
    todo: 'Take claims out of it: only the user id is needed.',
  },
  not_three_parts: {
    means: 'The text is not header.payload.signature.',
    todo: 'Check that nothing was cut off, and that it is a signed JWT, not an encrypted one (five parts).',
  },
  alg_missing: { means: 'The header has no alg.', todo: 'Let a JWT library make the token.' },
  alg_none: { means: 'The token is unsigned (alg none).', todo: 'Sign it with the configured algorithm.' },
  alg_mismatch: {
    means: "The token's alg is not the configured one.",
    todo: 'Sign with the algorithm of the configuration, or change it there (jwt-config set).',
  },
  crit_present: { means: 'The header has crit.', todo: 'Make tokens without critical extensions.' },
  b64_present: { means: 'The header has b64.', todo: 'Make tokens with an encoded payload (leave b64 out).' },
  zip_present: { means: 'The header has zip.', todo: 'Make tokens without compression.' },
  encrypted: {
    means: 'The header belongs to an encrypted token.',
    todo: 'Sign the token; do not encrypt it.',
  },
  nested: { means: 'The token wraps another one (cty JWT).', todo: 'Send the inner, signed token.' },
  typ_invalid: { means: 'typ is not text.', todo: 'Leave typ out or set it to "JWT".' },
  cty_invalid: { means: 'cty is not text.', todo: 'Leave cty out.' },
  issuer_invalid: { means: 'iss is not text.', todo: 'Put the configured issuer there, or leave iss out.' },
  issuer_conflict: {
    means: 'iss stands in header and payload with different values.',
    todo: 'Use one issuer; one place is enough.',
  },
  issuer_unknown: {
    means: 'The iss of the header is named by no configuration.',
    todo: 'Add it to the configuration (jwt-config set --issuer) exactly as the token spells it, or leave it out.',
  },
  issuer_mismatch: {
    means: 'The configuration that the kid names expects another issuer.',
    todo: 'Make the token with exactly the issuer of the configuration; a slash or a capital letter counts.',
  },
  kid_missing: { means: 'The header has no kid.', todo: 'Put the kid of the configuration into the header.' },
  kid_invalid: {
    means: 'kid is neither text nor a plain integer.',
    todo: 'Use the kid as jwt-config list prints it, as text.',
  },
  kid_unknown: {
    means: 'No configuration has this kid, and no issuer led to a JWK Set.',
    todo: 'Compare with jwt-config list; the kid must be the same text.',
  },
  kid_is_api_key: {
    means: 'The kid names an API key, which signs minted tokens, not users.',
    todo: 'Sign users with the key of a JwtConfiguration.',
  },
  configuration_disabled: {
    means: 'The configuration is disabled.',
    todo: 'Enable it again with jwt-config enable, if that was not on purpose.',
  },
  configuration_broken: {
    means: 'The key of the configuration cannot be read.',
    todo: 'Check that the master key is the one the key was sealed under (countersign doctor), or rotate the key.',
  },
  key_unknown: {
    means: "The issuer's JWK Set has no usable key with this kid for this algorithm.",
    todo: 'Look at the set with jwt-config test.',
  },
  key_ambiguous: {
    means: "Several keys of the issuer's JWK Set have this kid.",
    todo: 'Publish one key per kid.',
  },
  keys_unavailable: {
    means: "The issuer's JWK Set cannot be fetched and no usable copy is held.",
    todo: 'Look at the failure with jwt-config test.',
  },
  verification_busy: {
    means: 'Too many tokens of this configuration wait to be verified: somebody may be sending forged ones.',
    todo: 'Try again. Look in the log for who sends tokens that are refused.',
  },
  signature_wrong: {
    means: 'The signature was not made with the configured key.',
    todo: 'Compare the key. An HMAC secret is used as its text, never decoded from hex or base64.',
  },
  exp_invalid: {
    means: 'exp is no plausible number of seconds.',
    todo: 'exp counts seconds since 1970, not milliseconds, and is a number, not text.',
  },
  nbf_invalid: { means: 'nbf is no plausible number of seconds.', todo: 'nbf counts seconds since 1970.' },
  iat_invalid: { means: 'iat is no plausible number of seconds.', todo: 'iat counts seconds since 1970.' },
  exp_missing: { means: 'The configuration demands exp.', todo: 'Set exp when making the token.' },
  iat_missing: {
    means: 'The configuration limits the age of tokens and there is no iat.',
    todo: 'Set iat when making the token.',
  },
  expired: { means: 'exp has passed.', todo: 'Make a new token; if it is new, compare the clocks.' },
  not_active: { means: 'nbf lies in the future.', todo: 'Wait, or compare the clocks.' },
  issued_in_future: { means: 'iat lies in the future.', todo: 'Compare the clocks.' },
  too_old: {
    means: 'The token is older than the configuration allows.',
    todo: 'Make a new token for each sign-in.',
  },
  audience_missing: {
    means: 'The configuration demands an audience and aud is missing.',
    todo: 'Set aud to one of the configured audiences.',
  },
  audience_invalid: {
    means: 'aud is neither text nor a list of text.',
    todo: 'Set aud to one of the configured audiences.',
  },
  audience_mismatch: {
    means: 'aud names none of the configured audiences.',
    todo: 'Set aud to one of the configured audiences.',
  },
  user_id_missing: {
    means: 'The claim that holds the user id is missing.',
    todo: 'Put the user id into the claim named by user_id_claim (default id), or change that setting.',
  },
  user_id_invalid: {
    means: 'The user id is not non-empty text of at most 255 characters.',
    todo: 'Send it as text, numbers in quotation marks.',
  },
  user_unknown: {
    means: 'The user is unknown and the configuration does not provision users.',
    todo: 'Set auto_provision, if unknown users may come in.',
  },
  user_disabled: {
    means: 'The user is disabled.',
    todo: 'Enable them with users enable, if that was not on purpose.',
  },
};

const malformedParts: readonly [RegExp, string, string][] = [
  [
    /_not_base64url$/,
    'is not canonical base64url',
    'Encode without padding, with - and _ (RFC 7515, section 2).',
  ],
  [/_not_utf8$/, 'is not UTF-8', 'Encode the JSON as UTF-8.'],
  [/_not_json$/, 'is not JSON', 'Let a JWT library make the token.'],
  [/_not_an_object$/, 'is not a JSON object', 'Let a JWT library make the token from an object of claims.'],
  [/_too_deep$/, 'is nested too deep', 'Send flat claims.'],
  [/_duplicate_member$/, 'names a member twice', 'Name each member once.'],
];

/** Meaning and remedy of any reason. */
export function adviceOn(reason: RejectionReason): Advice {
  const known = (rejectionAdvice as Partial<Record<string, Advice>>)[reason];
  if (known !== undefined) return known;
  const [, means, todo] = malformedParts.find(([pattern]) => pattern.test(reason)) ?? [
    /$/,
    'is malformed',
    'Let a JWT library make the token.',
  ];
  return { means: `The ${reason.split('_', 1)[0]} ${means}.`, todo };
}
