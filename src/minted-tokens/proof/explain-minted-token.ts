import { Inject, Injectable } from '@nestjs/common';
import { describeTimes } from '../../federation/describe-times.js';
import type { SignedByApiKey } from '../../federation/federation.service.js';
import { walked, type WalkedProof } from '../../federation/walked-steps.js';
import { canonicalPath } from '../../http/canonical-path.js';
import { adviceOnMintedToken, type MintedAdvised } from './minted-token-advice.js';
import { grantOf } from './minted-claims.js';
import { mintedTimeRulesOf } from './minted-times.js';
import { MintedTokenProof, type MintedTokenRefusal, type ProvenMintedToken } from './minted-token-proof.js';
import { openMinted } from './open-minted.js';
import { holdToPins } from './pinned-query.js';

/** A request that the token would be shown with. */
export interface AskedRequest {
  readonly method: string;
  /** Path and query as they would stand in the request. */
  readonly target: string;
}

type Step = 'strategy' | 'header' | 'key' | 'signature' | 'claims' | 'times' | 'path' | 'method' | 'query';
type Way = (readonly [Step, () => string])[];

/** Walks through what the server would decide about a minted token, by asking what decides. */
@Injectable()
export class ExplainMintedToken {
  constructor(@Inject(MintedTokenProof) private readonly proof: MintedTokenProof) {}

  /** Without `asked`, only whether the token proves itself. */
  async explain(candidate: SignedByApiKey, asked?: AskedRequest): Promise<WalkedProof> {
    const proving = await this.proof.prove(candidate);
    const way = wayOf(candidate, proving);
    if ('refused' in proving) return walked(way, failedAt(stepOf(proving.refused), proving.refused));
    return asked === undefined ? walked(way, null) : walkedInto(proving.ok, asked, way);
  }
}

const failedAt = (step: Step, reason: MintedAdvised, publicCode?: string) => ({
  step,
  reason,
  ...adviceOnMintedToken(reason),
  ...(publicCode !== undefined && { publicCode }),
});

const steps: Readonly<Partial<Record<MintedTokenRefusal, Step>>> = {
  kid_unknown: 'key',
  signature_wrong: 'signature',
  exp_missing: 'times',
  life_too_long: 'times',
  expired: 'times',
  not_active: 'times',
  issued_in_future: 'times',
};

const stepOf = (reason: MintedTokenRefusal): Step =>
  steps[reason] ?? (/^(?:aud|methods|query|exp|nbf|iat)_/.test(reason) ? 'claims' : 'header');

function wayOf(
  { jws, apiKey }: SignedByApiKey,
  proving: Awaited<ReturnType<MintedTokenProof['prove']>>,
): Way {
  const proven = 'ok' in proving ? proving.ok : null;
  return [
    ['strategy', () => `kid ${JSON.stringify(apiKey.id)} → an API key, so a minted token`],
    ['header', () => `${String(jws.header['alg'])}, and nothing that changes what the signature means`],
    ['key', () => 'the key is active and can be opened'],
    ['signature', () => `made with the API key ${apiKey.id}`],
    ['claims', () => (proven === null ? 'aud, methods and query can be read' : describeClaims(proven))],
    ['times', () => (proven === null ? '' : describeProvenTimes(proven))],
  ];
}

const describeProvenTimes = ({ times, tenant }: ProvenMintedToken): string =>
  describeTimes({ times, rules: mintedTimeRulesOf(tenant.settings) });

function describeClaims({ claims, tenant }: ProvenMintedToken): string {
  const { paths, methods, pinned } = grantOf(claims, tenant);
  const others = claims.audience.length - paths.length;
  return [
    `opens ${paths.length === 0 ? 'nothing' : paths.join(', ')} of tenant ${tenant.slug}`,
    ...(others === 0 ? [] : [`${others} of other accounts`]),
    `for ${[...methods].join(', ')}`,
    ...(pinned.size === 0 ? [] : [`with ${[...pinned.keys()].join(', ')} pinned`]),
  ].join(', ');
}

function walkedInto(proven: ProvenMintedToken, { method, target }: AskedRequest, before: Way): WalkedProof {
  const { claims, tenant } = proven;
  const grant = grantOf(claims, tenant);
  const [path = '', raw = ''] = splitOnce(target);
  const named = canonicalPath(path);
  const way: Way = [
    ...before,
    ['path', () => `${named?.path} is opened`],
    ['method', () => `${method} is opened`],
    ['query', () => describePins(grant.pinned)],
  ];
  if (named === null) return walked(way, failedAt('path', 'path_nowhere', 'not_found'));
  const { account } = named;
  if (account !== null && account !== 'me' && account !== tenant.slug)
    return walked(way, failedAt('path', 'account_other', 'not_found'));
  const opening = openMinted(grant, { method, path: named.path });
  if ('refused' in opening)
    return walked(
      way,
      failedAt(opening.refused === 'path_outside' ? 'path' : 'method', opening.refused, 'outside_audience'),
    );
  const holding = holdToPins(grant.pinned, raw, readQuery(raw));
  if ('ok' in holding) return walked(way, null);
  const nearMisses = [`${holding.refused} is pinned to ${JSON.stringify(grant.pinned.get(holding.refused))}`];
  return walked(way, { ...failedAt('query', 'query_pinned', 'query_pinned'), nearMisses });
}

const describePins = (pinned: ReadonlyMap<string, string>): string =>
  pinned.size === 0
    ? 'nothing is pinned'
    : `says nothing against ${[...pinned].map(([name, value]) => `${name}=${value}`).join(', ')}`;

/** A parameter that stands several times is a list, as in requests. */
function readQuery(raw: string): Readonly<Record<string, unknown>> {
  const read: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of new URLSearchParams(raw))
    read[name] = name in read ? [read[name], value] : value;
  return read;
}

function splitOnce(target: string): [string, string] {
  const at = target.indexOf('?');
  return at === -1 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}
