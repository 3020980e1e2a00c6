import { Option } from 'commander';
import { isRefused } from '../../common/decision.js';
import { adviceOn } from '../../federation/rejection-advice.js';
import { externalIdOf } from '../../users/external-id.js';
import type { Explanation } from '../../federation/explain.service.js';
import type { AddCommand } from '../command-shell.js';
import { printable, type Report } from '../report.js';

export const addExplain: AddCommand = (parent, shell) => {
  const command = shell
    .command(
      parent,
      'explain <token>',
      'walks through what the server would decide about a token; exit code 1 where it is refused',
    )
    .addOption(
      new Option('--purpose <purpose>', 'what the token is for').choices(['bearer']).default('bearer'),
    );
  command.action((token: string) =>
    shell.run(command, () =>
      shell.withWorkspace(async (workspace) => {
        const [{ ExplainService }, { UsersService }, { withFeatures }] = await Promise.all([
          import('../../federation/explain.service.js'),
          import('../../users/users.service.js'),
          import('../command.module.js'),
        ]);
        return withFeatures(workspace.configuration, async (features) => {
          const explanation = await features
            .get(ExplainService)
            .explain(token.trim(), await workspace.jwtConfigurations.list());
          return reportOf(explanation, await userStep(explanation, features.get(UsersService)));
        });
      }),
    ),
  );
};

interface UserStep {
  readonly passed: boolean;
  readonly found: string;
  readonly todo?: string;
}

interface Users {
  findByExternalId(tenantId: string, externalId: string): Promise<{ readonly disabled: boolean } | null>;
}

/** The last check of the server: who the token names, and may they come in? */
async function userStep({ verified }: Explanation, users: Users): Promise<UserStep | null> {
  if (verified === undefined) return null;
  const { configuration, tenant } = verified.candidate;
  const claim = configuration.userIdClaim;
  const identity = externalIdOf(verified.token.claims, claim);
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

function reportOf({ steps, refused }: Explanation, user: UserStep | null): Report {
  const all = [
    ...steps,
    ...(user === null ? [] : [{ step: 'user', passed: user.passed, found: user.found }]),
  ];
  const lines = all.map(({ step, passed, found }) =>
    printable(`${passed ? '✓' : '✗'} ${step.padEnd(10)} ${found}`),
  );
  const accepted = refused === undefined && user?.passed === true;
  const failed =
    refused ??
    (user?.passed === false
      ? {
          reason: 'user',
          publicCode: 'token_rejected',
          means: user.found,
          todo: user.todo ?? '',
          nearMisses: [],
        }
      : undefined);
  if (failed !== undefined) {
    lines.push(
      ...failed.nearMisses.map((miss) => printable(`  close: ${miss}`)),
      `What to do: ${failed.todo}`,
      `Clients are told: ${failed.publicCode}`,
    );
  }
  return {
    json: { accepted, steps: all, refused: failed ?? null },
    text: lines.join('\n'),
    ...(failed !== undefined && { failure: `Refused: ${printable(failed.means)}` }),
  };
}
