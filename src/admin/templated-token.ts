import { defaultTenantSettings } from '../access/tenant-settings.js';
import type { TokenTemplate } from '../minted-tokens/templates/token-template.entity.js';
import { CommandFailed } from './command-failed.js';
import { instantText } from './instant-text.js';
import type { Report } from './report.js';
import type { Workspace } from './workspace.js';

export interface TemplateOptions {
  readonly template: string;
  /** Slug; needed only where several tenants have a template of that name. */
  readonly tenant?: string | undefined;
  /** The page that it is for. */
  readonly path?: string | undefined;
}

/** A token of a template, as `POST /v2/token-templates/{name}/mint` makes it. Throws CommandFailed, or the server's refusal. */
export async function templatedToken(
  workspace: Workspace,
  { template: name, tenant: slug, path }: TemplateOptions,
): Promise<Report> {
  const { scopeOf, TokenMinter } = await import('../minted-tokens/templates/token-minter.service.js');
  const template = await getTemplate(workspace, name, slug);
  const tenant = await workspace.tenants.findById(template.tenantId);
  if (tenant === null) throw new CommandFailed(`There is no template ${JSON.stringify(name)}.`);
  if (path !== undefined && scopeOf(template)?.matches(path) === false)
    return {
      json: { token: null, expires_at: null },
      text: '',
      warnings: [
        `${path} is outside of the template’s scope, ${String(template.scope)}: its page has no token.`,
      ],
    };
  const settings = { ...defaultTenantSettings, ...tenant.settings };
  const minter = new TokenMinter(workspace.database, workspace.signingKeys, workspace.clock);
  const { token, expiresAt } = await minter.mint({ id: tenant.id, slug: tenant.slug, settings }, template);
  const shown = { token, expires_at: instantText(expiresAt) };
  return { json: shown, text: token };
}

/** The template of this name, which one tenant alone has, or the one that is named. */
async function getTemplate(
  { database, tenants }: Workspace,
  name: string,
  slug: string | undefined,
): Promise<TokenTemplate> {
  const { TokenTemplate } = await import('../minted-tokens/templates/token-template.entity.js');
  const tenant = slug === undefined ? {} : { tenantId: (await tenants.getBySlug(slug)).id };
  const found = await database.read(({ manager }) =>
    manager.find(TokenTemplate, { where: { name, ...tenant }, order: { tenantId: 'ASC' }, take: 2 }),
  );
  const [template] = found;
  if (template === undefined) throw new CommandFailed(`There is no template ${JSON.stringify(name)}.`);
  if (found.length > 1)
    throw new CommandFailed(
      `Several tenants have a template ${JSON.stringify(name)}: name one with --tenant.`,
    );
  return template;
}
