import { Option } from 'commander';
import type { WalkedProof } from '../../federation/walked-steps.js';
import type { AddCommand } from '../command-shell.js';
import { CommandFailed } from '../command-failed.js';
import { given } from '../option-values.js';
import { printable, type Report } from '../report.js';
import type { Workspace } from '../workspace.js';

interface Options {
  readonly purpose: 'bearer' | 'search' | 'action' | 'security';
  readonly search?: string;
  readonly booking?: string;
  readonly action?: string;
  readonly client?: string;
  readonly user?: string;
  readonly path?: string;
  readonly method?: string;
}

const purposeOf = {
  search: 'search',
  booking: 'action',
  action: 'action',
  client: 'security',
  user: 'security',
  path: 'bearer',
  method: 'bearer',
} as const;

export const addExplain: AddCommand = (parent, shell) => {
  const command = shell
    .command(
      parent,
      'explain <token>',
      'walks through what the server would decide about a token; exit code 1 where it is refused',
    )
    .addOption(
      new Option('--purpose <purpose>', 'what the token is for')
        .choices(['bearer', 'search', 'action', 'security'])
        .default('bearer'),
    )
    .option('--search <text>', 'signed search: the search that came with it')
    .option('--booking <id>', 'action link: the booking in the address')
    .option('--action <name>', 'action link: the action in the address')
    .option('--client <id>', 'security token: the client_id that it is sent with')
    .option('--user <text>', 'security token: the user that the request is about')
    .option('--path <path>', 'minted token: path and query of a request that it is to open')
    .option('--method <method>', 'minted token: the method of that request (default: GET)');
  command.action((token: string, options: Options) =>
    shell.run(command, () => {
      for (const [name, purpose] of Object.entries(purposeOf)) {
        if (options[name as keyof typeof purposeOf] !== undefined && options.purpose !== purpose)
          throw new CommandFailed(`--${name} belongs to --purpose ${purpose}.`);
      }
      if (options.purpose === 'security' && options.client === undefined)
        throw new CommandFailed(
          '--purpose security needs --client: the token alone does not say whose key proves it.',
        );
      if (options.method !== undefined && options.path === undefined)
        throw new CommandFailed('--method needs --path: which request is it?');
      return shell.withWorkspace(async (workspace) =>
        reportOf(await explain(workspace, token.trim(), options)),
      );
    }),
  );
};

async function explain(workspace: Workspace, token: string, options: Options): Promise<WalkedProof> {
  // Nest is loaded only by the commands that need it.
  const { withFeatures } = await import('../command.module.js');
  const { ExplainSignedSearch } = await import('../../signed-search/explain-signed-search.js');
  const { ExplainActionLink } = await import('../../action-links/explain-action-link.js');
  const { ExplainSecurityToken } = await import('../../devices/security-tokens/explain-security-token.js');
  const { explainedBearer } = await import('../explained-bearer.js');
  const { purpose, search, booking: id, action, client = '', user, path, method = 'GET' } = options;
  return withFeatures(workspace.configuration, (features) => {
    if (purpose === 'search') return features.get(ExplainSignedSearch).explain(token, search);
    if (purpose === 'action') return features.get(ExplainActionLink).explain(token, given({ id, action }));
    if (purpose === 'security') return features.get(ExplainSecurityToken).explain(token, client, user);
    const asked = path === undefined ? undefined : { target: path, method: method.toUpperCase() };
    return explainedBearer(features, workspace, token, asked);
  });
}

function reportOf({ steps, refused }: WalkedProof): Report {
  const lines = steps.map(({ step, passed, found }) =>
    printable(`${passed ? '✓' : '✗'} ${step.padEnd(10)} ${found}`),
  );
  if (refused !== undefined) {
    lines.push(
      ...refused.nearMisses.map((miss) => printable(`  close: ${miss}`)),
      `What to do: ${refused.todo}`,
      `Clients are told: ${refused.publicCode}`,
    );
  }
  return {
    json: { accepted: refused === undefined, steps, refused: refused ?? null },
    text: lines.join('\n'),
    ...(refused !== undefined && { failure: `Refused: ${printable(refused.means)}` }),
  };
}
