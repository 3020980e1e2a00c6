import { createSecretKey, type KeyObject } from 'node:crypto';
import { defaultTenantSettings } from '../../src/access/tenant-settings.js';
import { utc } from '../../src/common/zone.js';
import { PageTokenAnswer } from '../../src/minted-tokens/templates/page-token-answer.js';
import { readScope } from '../../src/minted-tokens/templates/page-scope.js';
import { faultsOfTemplate } from '../../src/minted-tokens/templates/template-rules.js';
import { templateToken, timesAt } from '../../src/minted-tokens/templates/template-token.js';
import {
  pagePathSchema,
  type TemplateWish,
} from '../../src/minted-tokens/templates/template-wish.schemas.js';
import { checkedConfig, secretOf } from './config.js';
import type { OfflineConfig, PageTokens } from './main.js';
import { PagesError } from './pages-error.js';

/** Whose tokens these are, and what the tenant has set, only its server knows: that looks at each token itself. */
const anyTenant = { slug: null, settings: defaultTenantSettings };

/** Mints as the server does, by its very functions. */
export function offlineTokens(paths: readonly string[], config: OfflineConfig, nowMs: number): PageTokens {
  for (const path of paths)
    if (!pagePathSchema.safeParse(path).success)
      throw new PagesError(`${JSON.stringify(path)} is no path of 1 to 2,000 characters.`);
  const { templates, secrets } = checkedConfig(config, 'configuration') as OfflineConfig;
  const answer = new PageTokenAnswer(paths);
  const names = new Set<string>();
  for (const template of sorted(templates as readonly TemplateWish[])) {
    if (names.has(template.name)) throw new PagesError(`The template ${template.name} stands twice.`);
    names.add(template.name);
    const { scope = null, ...terms } = template;
    const faults = Object.entries(faultsOfTemplate({ ...terms, scope }, anyTenant, nowMs));
    if (faults.length > 0)
      throw new PagesError(
        faults
          .map(([field, reasons]) => `Template ${template.name}: ${field} ${reasons.join(', ')}.`)
          .join('\n'),
      );
    const places = pagesOf(scope, answer.paths);
    if (places.length === 0) continue;
    const times = timesAt(terms.claims, Math.floor(nowMs / 1000));
    const token = templateToken(terms, times, keyOf(terms.kid, secrets));
    answer.add(
      template.name,
      { token, expires_at: times.exp === null ? null : utc.write(times.exp * 1000) },
      places,
    );
  }
  return (JSON.parse(answer.text()) as { readonly data: PageTokens }).data;
}

const sorted = (templates: readonly TemplateWish[]): TemplateWish[] =>
  [...templates].sort((one, other) => (one.name < other.name ? -1 : 1));

function pagesOf(scope: string | null, paths: readonly string[]): number[] {
  const read = scope === null ? null : readScope(scope);
  return [...paths.keys()].filter(
    (place) => read === null || ('ok' in read && read.ok.matches(paths[place] ?? '')),
  );
}

function keyOf(kid: string, secrets: OfflineConfig['secrets']): KeyObject {
  const place = Object.hasOwn(secrets, kid) ? secrets[kid] : undefined;
  if (place === undefined)
    throw new PagesError(`"secrets" does not say where the secret of the key ${kid} is kept.`);
  const secret = Buffer.from(secretOf(place), 'utf8');
  if (secret.length < 16)
    throw new PagesError(`${place.env} holds no secret of an API key: those have at least 16 bytes.`);
  return createSecretKey(secret);
}
