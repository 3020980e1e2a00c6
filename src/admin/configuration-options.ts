import type { Command } from 'commander';
import type { JwtConfigurationChanges } from '../tenants/jwt-configuration.schemas.js';
import { gather, gatherPairs, given, wholeNumber, yesOrNo } from './option-values.js';

/** Options that `create` and `set` share. */
export interface PolicyOptions {
  readonly issuer?: string;
  readonly audience?: readonly string[];
  readonly userIdClaim?: string;
  readonly claim?: Readonly<Record<string, string>>;
  readonly maxTokenAge?: number;
  readonly requireExp?: boolean;
  readonly clockTolerance?: number;
  readonly autoProvision?: boolean;
  readonly jwksUri?: string;
  readonly algorithms?: readonly string[];
  readonly algorithm?: string;
}

export const withPolicyOptions = (command: Command): Command =>
  command
    .option('--issuer <text>', "the tokens' iss, compared as exact text")
    .option('--jwks-uri <url>', 'JWK Set mode: where the issuer publishes its keys')
    .option('--algorithms <name>', 'JWK Set mode: an accepted algorithm, several times', gather)
    .option('--audience <text>', 'what aud must name, several times', gather)
    .option('--user-id-claim <claim>', 'the claim that names the user (default: id)')
    .option('--claim <member=claim>', 'which claim fills a profile member, several times', gatherPairs)
    .option('--max-token-age <seconds>', 'the oldest iat accepted', wholeNumber)
    .option('--require-exp <true|false>', 'refuses tokens without exp', yesOrNo)
    .option('--clock-tolerance <seconds>', '0 to 300', wholeNumber)
    .option('--auto-provision <true|false>', 'makes a user at the first token (default: true)', yesOrNo);

/** The options in the contract's names; what is wrong with the values, the service says. */
export const policyOf = (options: PolicyOptions): JwtConfigurationChanges =>
  given({
    algorithm: options.algorithm,
    issuer: options.issuer,
    jwks_uri: options.jwksUri,
    algorithms: options.algorithms?.flatMap((names) => names.split(',')),
    audience: options.audience,
    user_id_claim: options.userIdClaim,
    claim_map: options.claim,
    max_token_age_s: options.maxTokenAge,
    require_exp: options.requireExp,
    clock_tolerance_s: options.clockTolerance,
    auto_provision: options.autoProvision,
  }) as JwtConfigurationChanges;
