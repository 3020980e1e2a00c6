import { Inject, Injectable } from '@nestjs/common';
import { stepOfApiKeyToken, type ApiKeyTokenStep } from '../../federation/api-key-token-steps.js';
import { describeTimes } from '../../federation/describe-times.js';
import { walked, type WalkedProof } from '../../federation/walked-steps.js';
import type { ApiKeyTokenRefusal } from '../../tenants/api-key-token.js';
import { ClientKeys, type NamedClient } from './client-keys.js';
import { adviceOnSecurityToken, type ClientRefusal } from './security-token-advice.js';
import {
  SecurityTokenProof,
  securityTokenRulesOf,
  type SecurityTokenFacts,
  type SecurityTokenProving,
  type SecurityTokenRefusal,
} from './security-token-proof.js';

type Step = ApiKeyTokenStep | 'client' | 'user';

/** Walks through what the server would decide about a security token, by asking what decides. */
@Injectable()
export class ExplainSecurityToken {
  constructor(
    @Inject(ClientKeys) private readonly keys: ClientKeys,
    @Inject(SecurityTokenProof) private readonly proof: SecurityTokenProof,
  ) {}

  /** `clientId`: what the token was sent with; `user`: whom the request was about, left out where only the token matters. */
  async explain(token: string, clientId: string, user?: string): Promise<WalkedProof> {
    const client = await this.keys.find(clientId);
    if (client === null) return walked([], failedAt('client', 'client_unknown'));
    const proving = await this.proof.prove(token, client);
    const way = wayOf(token, client, proving);
    if ('refused' in proving) return walked(way, failedAt(stepOf(proving.refused), proving.refused));
    if (user === undefined) return walked(way, null);
    const signed = proving.ok.claims.user;
    if (signed === user) return walked([...way, ['user', () => 'the request is about the same user']], null);
    const nearMisses = [
      `the request is about ${JSON.stringify(user)}, the token signs ${JSON.stringify(signed)}`,
    ];
    return walked(way, { ...failedAt('user', 'user_other'), nearMisses });
  }
}

const failedAt = (step: Step, reason: ClientRefusal) => ({ step, reason, ...adviceOnSecurityToken(reason) });

const ownSteps: Readonly<Partial<Record<SecurityTokenRefusal, Step>>> = {
  kid_other: 'header',
  user_invalid: 'payload',
  token_of_other_kind: 'payload',
  exp_missing: 'times',
  life_too_long: 'times',
};

const stepOf = (reason: SecurityTokenRefusal): Step =>
  ownSteps[reason] ?? stepOfApiKeyToken(reason as ApiKeyTokenRefusal);

function wayOf(
  token: string,
  { id, tenant }: NamedClient,
  proving: SecurityTokenProving,
): (readonly [Step, () => string])[] {
  const { claims }: SecurityTokenFacts = 'ok' in proving ? proving.ok : proving.found;
  const rules = securityTokenRulesOf(tenant);
  return [
    ['client', () => `client_id ${JSON.stringify(id)} → tenant ${tenant.slug}`],
    ['form', () => `three parts, ${token.length} characters, header and payload are JSON objects`],
    ['header', () => 'HS256, no other key’s kid, and nothing that changes what the signature means'],
    ['key', () => 'the key can be opened'],
    ['signature', () => `made with the API key ${id}`],
    ['payload', () => `signs the user ${JSON.stringify(claims?.user)}`],
    ['times', () => (claims ? describeTimes({ times: claims.times, rules }) : '')],
  ];
}
