import { Inject, Injectable } from '@nestjs/common';
import { readCompactJws } from '../crypto/compact-jws.js';
import { stepOfApiKeyToken, type ApiKeyTokenStep } from '../federation/api-key-token-steps.js';
import { describeTimes } from '../federation/describe-times.js';
import { walked, type WalkedProof } from '../federation/walked-steps.js';
import { timeRulesOf, type ApiKeyTokenRefusal } from '../tenants/api-key-token.js';
import { adviceOnActionLink } from './action-link-advice.js';
import {
  ActionLinkProof,
  type ActionLinkFacts,
  type ActionLinkProving,
  type ActionLinkRefusal,
  type LinkedPlace,
} from './action-link-proof.js';

type Step = ApiKeyTokenStep | 'place';

/** Walks through what the server would decide about the token of an action link, by asking what decides. */
@Injectable()
export class ExplainActionLink {
  constructor(@Inject(ActionLinkProof) private readonly proof: ActionLinkProof) {}

  /** What the address says; what is left out is taken from the token. */
  async explain(token: string, place: Partial<LinkedPlace> = {}): Promise<WalkedProof> {
    const { id, action } = { ...placeIn(token), ...place };
    const proving = await this.proof.prove(token, { id: id ?? '', action: action ?? '' });
    const way = wayOf(token, proving);
    if (!('refused' in proving)) return walked(way, null);
    const { refused } = proving;
    return walked(way, {
      step: stepOf(proving.found, refused),
      reason: refused,
      ...adviceOnActionLink(refused),
    });
  }
}

function placeIn(token: string): Partial<LinkedPlace> {
  const reading = readCompactJws(token);
  if ('refused' in reading) return {};
  const { booking_id: id, action } = reading.ok.payload;
  return { ...(typeof id === 'string' && { id }), ...(typeof action === 'string' && { action }) };
}

const ownSteps: Readonly<Partial<Record<ActionLinkRefusal, Step>>> = {
  member_unknown: 'payload',
  booking_id_invalid: 'payload',
  action_invalid: 'payload',
  redirect_invalid: 'payload',
  booking_other: 'place',
  action_other: 'place',
  booking_unknown: 'tenant',
};

/** An unknown `kid` leads to no tenant; a known one may have ended. */
function stepOf({ tenant }: ActionLinkFacts, reason: ActionLinkRefusal): Step {
  if (reason === 'kid_unknown' && tenant === undefined) return 'tenant';
  return ownSteps[reason] ?? stepOfApiKeyToken(reason as ApiKeyTokenRefusal);
}

function wayOf(token: string, { found }: ActionLinkProving): (readonly [Step, () => string])[] {
  const { claims, tenant, signer } = found;
  return [
    ['form', () => `three parts, ${token.length} characters, header and payload are JSON objects`],
    ['header', () => 'HS256, and nothing that changes what the signature means'],
    ['payload', () => `${claims?.link.action} of the booking ${claims?.link.bookingId}`],
    ['place', () => 'the address is about the same booking and action'],
    ['tenant', () => `tenant ${tenant?.slug}`],
    ['key', () => 'there is an active API key that may have signed it'],
    ['signature', () => `made with the API key ${signer?.id}`],
    [
      'times',
      () => (claims && tenant ? describeTimes({ times: claims.times, rules: timeRulesOf(tenant) }) : ''),
    ],
  ];
}
