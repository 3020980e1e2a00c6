import type { INestApplicationContext } from '@nestjs/common';
import { isRefused } from '../common/decision.js';
import { ExplainService, type Explanation } from '../federation/explain.service.js';
import { FederationService } from '../federation/federation.service.js';
import { adviceOn } from '../federation/rejection-advice.js';
import type { WalkedProof } from '../federation/walked-steps.js';
import { ExplainMintedToken, type AskedRequest } from '../minted-tokens/proof/explain-minted-token.js';
import { externalIdOf } from '../users/external-id.js';
import { UsersService } from '../users/users.service.js';
import { CommandFailed } from './command-failed.js';
import type { Workspace } from './workspace.js';

/**
 * The way of a bearer token, to its last check: who it names, and may they come in? Of a minted token: does it open what is
 * `asked`? Throws CommandFailed where a request is asked about and the token is a user's, which opens every route of users.
 */
export async function explainedBearer(
  features: INestApplicationContext,
  { jwtConfigurations }: Pick<Workspace, 'jwtConfigurations'>,
  token: string,
  asked?: AskedRequest,
): Promise<WalkedProof> {
  const selection = await features.get(FederationService).select(token);
  if ('refused' in selection && selection.minted !== undefined)
    return features.get(ExplainMintedToken).explain(selection.minted, asked);
  if ('ok' in selection && asked !== undefined)
    throw new CommandFailed('--path and --method are about minted tokens, and this is a user’s.');
  const { steps, verified, refused } = await features
    .get(ExplainService)
    .explain(token, await jwtConfigurations.list());
  if (refused !== undefined || verified === undefined) return { steps, ...(refused && { refused }) };
  const { passed, found, todo } = await userStep(verified, features.get(UsersService));
  const all = [...steps, { step: 'user', passed, found }];
  if (passed) return { steps: all };
  const unknown = { reason: 'user', publicCode: 'token_rejected', nearMisses: [] };
  return { steps: all, refused: { ...unknown, means: found, todo: todo ?? '' } };
}

interface UserStep {
  readonly passed: boolean;
  readonly found: string;
  readonly todo?: string;
}

async function userStep(
  { candidate: { configuration, tenant }, token }: NonNullable<Explanation['verified']>,
  users: Pick<UsersService, 'findByExternalId'>,
): Promise<UserStep> {
  const claim = configuration.userIdClaim;
  const identity = externalIdOf(token.claims, claim);
  if (isRefused(identity)) {
    const { means, todo } = adviceOn(identity.refused);
    return { passed: false, found: `${means} (${claim})`, todo };
  }
  const named = identity.ok;
  const user = await users.findByExternalId(tenant.id, named);
  if (user?.disabled === true)
    return {
      passed: false,
      found: `the user ${JSON.stringify(named)} is disabled`,
      todo: 'Enable them with users enable, if that was not on purpose.',
    };
  if (user !== null) return { passed: true, found: `${claim} ${JSON.stringify(named)}, known` };
  if (configuration.autoProvision)
    return { passed: true, found: `${claim} ${JSON.stringify(named)}, made at the first request` };
  return {
    passed: false,
    found: `the user ${JSON.stringify(named)} is unknown, and the configuration makes no users`,
    todo: 'Set auto_provision, if unknown users may come in.',
  };
}
