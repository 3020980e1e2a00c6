import { isRefused } from '../../common/decision.js';
import type { AddCommand } from '../command-shell.js';
import { CommandFailed } from '../command-failed.js';
import { instantText } from '../instant-text.js';
import { getSigningKey } from '../named-signing-key.js';
import { gather, gatherPairs, span } from '../option-values.js';
import type { Report } from '../report.js';
import { templatedToken } from '../templated-token.js';
import type { Workspace } from '../workspace.js';

interface Options {
  readonly template?: string;
  readonly tenant?: string;
  readonly path?: string;
  readonly key?: string;
  readonly aud?: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly method?: readonly string[];
  readonly exp?: number;
}

export const addSignToken: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'token', 'mints a token for a page, as the merchant’s build would')
    .option('--template <name>', 'the template that says everything else')
    .option('--tenant <slug>', 'whose template, where several have one of that name')
    .option('--path <path>', 'the page that it is for, which must lie in the template’s scope')
    .option('--key <id>', 'in place of a template: the API key to sign with')
    .option('--aud <path>', 'what it opens, such as /v2/accounts/me/search; several times', gather)
    .option('--query <name=value>', 'a query parameter that it pins; several times', gatherPairs)
    .option('--method <method>', 'a method that it is for (default: GET); several times', gather)
    .option('--exp <span>', 'how long it is valid (default: as long as the key)', span);
  command.action((options: Options) =>
    shell.run(command, () => shell.withWorkspace((workspace) => signed(workspace, options))),
  );
};

/** A token of a template, or one that the options describe themselves. */
function signed(workspace: Workspace, { template, tenant, path, ...described }: Options): Promise<Report> {
  const says = Object.keys(described).filter((name) => name !== 'json');
  if (template === undefined) {
    if (tenant !== undefined || path !== undefined)
      throw new CommandFailed('--tenant and --path go with --template.');
    return signedByKey(workspace, described);
  }
  if (says.length > 0) throw new CommandFailed(`--${says[0] ?? ''}: the template says that already.`);
  return templatedToken(workspace, { template, tenant, path });
}

/** A token as the options say. Throws CommandFailed where the server would take none that says this. */
async function signedByKey(
  workspace: Workspace,
  { key: id, aud = [], query, method: methods, exp: lifeMs }: Options,
): Promise<Report> {
  if (id === undefined) throw new CommandFailed('--key is needed: the API key to sign with.');
  const [{ readMintedClaims }, { adviceOnMintedToken }, { templateToken }] = await Promise.all([
    import('../../minted-tokens/proof/minted-claims.js'),
    import('../../minted-tokens/proof/minted-token-advice.js'),
    import('../../minted-tokens/templates/template-token.js'),
  ]);
  const [first, ...more] = aud;
  if (first === undefined) throw new CommandFailed('--aud is needed: the path that the token is to open.');
  const claims = {
    aud: more.length === 0 ? first : aud,
    ...(methods !== undefined && { methods }),
    ...(query !== undefined && { query }),
  };
  const read = readMintedClaims(claims);
  if (isRefused(read)) {
    const { means, todo } = adviceOnMintedToken(read.refused);
    throw new CommandFailed(`${means} ${todo}`);
  }
  const { key, tenantId } = await getSigningKey(workspace, id);
  const iat = Math.floor(workspace.clock.nowMs() / 1000);
  const exp = lifeMs === undefined ? null : iat + Math.ceil(lifeMs / 1000);
  const token = templateToken({ kid: id, claims }, { iat, exp }, key.key);
  return {
    json: { token, expires_at: instantText(exp === null ? null : exp * 1000) },
    text: token,
    warnings: await warningsOf(workspace, tenantId, exp === null ? null : exp - iat),
  };
}

async function warningsOf(
  { tenants }: Workspace,
  tenantId: string,
  lifeSeconds: number | null,
): Promise<string[]> {
  const longest = (await tenants.findById(tenantId))?.settings.minted_token_max_age_s ?? null;
  if (longest === null || (lifeSeconds !== null && lifeSeconds <= longest)) return [];
  return [
    `The tenant lets minted tokens live for ${longest} s at most (minted_token_max_age_s): the server will refuse this one. See --exp.`,
  ];
}
