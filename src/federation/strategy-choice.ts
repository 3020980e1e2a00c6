import type { Decision } from '../common/decision.js';
import type { CompactJws } from '../crypto/compact-jws.js';
import type { JwtConfiguration } from '../tenants/jwt-configuration.entity.js';

/** What a token says about who made it. Nothing of it is proven. */
export interface TokenIdentifiers {
  readonly issuer: string | undefined;
  readonly issuerInHeader: boolean;
  readonly kid: string;
}

export type IdentifierRefusal = 'issuer_invalid' | 'issuer_conflict' | 'kid_missing' | 'kid_invalid';

/** `iss` from the header, else from the payload; where both stand they are equal. `kid` is required (contract 1, step 1). */
export function readIdentifiers({
  header,
  payload,
  kid,
}: CompactJws): Decision<TokenIdentifiers, IdentifierRefusal> {
  const inHeader = header['iss'];
  const inPayload = payload['iss'];
  if (!isTextOrAbsent(inHeader) || !isTextOrAbsent(inPayload)) return { refused: 'issuer_invalid' };
  if (inHeader !== undefined && inPayload !== undefined && inHeader !== inPayload)
    return { refused: 'issuer_conflict' };
  if ('refused' in kid) return kid;
  return { ok: { issuer: inHeader ?? inPayload, issuerInHeader: inHeader !== undefined, kid: kid.ok } };
}

/** Issuers are looked up in an index: text that no row can hold is none. */
const isTextOrAbsent = (value: unknown): value is string | undefined =>
  value === undefined ||
  (typeof value === 'string' && value.length <= 2048 && value.isWellFormed() && !value.includes('\u0000'));

/** What the directories hold about a token's identifiers. */
export interface StrategyFacts {
  /** Configurations that name exactly the token's issuer; at most one of them in JWK Set mode. */
  readonly ofIssuer: readonly JwtConfiguration[];
  /** The configuration whose primary key is the token's kid. */
  readonly ofKid: JwtConfiguration | null;
  /** The token's kid is an active API key of a server. */
  readonly kidIsApiKey: boolean;
}

export interface StrategyChoice {
  readonly strategy: 'key_set' | 'held_key';
  readonly configuration: JwtConfiguration;
}

export type ChoiceRefusal =
  'kid_unknown' | 'kid_is_api_key' | 'configuration_disabled' | 'issuer_mismatch' | 'issuer_unknown';

/** Contract 1, "Which strategy", steps 2 to 5. Exactly one key, or one rotation of one key, can follow from the answer. */
export function chooseStrategy(
  identifiers: TokenIdentifiers,
  facts: StrategyFacts,
): Decision<StrategyChoice, ChoiceRefusal> {
  const keySet = facts.ofIssuer.find(
    (configuration) => configuration.mode === 'jwks' && configuration.enabled,
  );
  if (keySet !== undefined) return { ok: { strategy: 'key_set', configuration: keySet } };
  const held = facts.ofKid;
  if (held === null || held.mode !== 'held')
    return { refused: facts.kidIsApiKey ? 'kid_is_api_key' : 'kid_unknown' };
  if (!held.enabled) return { refused: 'configuration_disabled' };
  if (held.issuer !== null && held.issuer !== identifiers.issuer) return { refused: 'issuer_mismatch' };
  if (identifiers.issuerInHeader && facts.ofIssuer.length === 0) return { refused: 'issuer_unknown' };
  // An issuer belongs to one tenant: a token that names another tenant's proves nothing here.
  if (facts.ofIssuer.some((configuration) => configuration.tenantId !== held.tenantId))
    return { refused: 'issuer_mismatch' };
  return { ok: { strategy: 'held_key', configuration: held } };
}
