import type { Configuration } from '../config/configuration.js';
import type { IndexState } from '../database/full-text/unindexed.js';
import type { JwtConfiguration } from '../tenants/jwt-configuration.entity.js';
import { apiKeyState } from '../tenants/api-key-state.js';
import { errorLines } from './error-lines.js';
import { keySetFailureText } from './key-set-failure.js';
import { lookAtKeySets } from './key-set-look.js';
import { explainedKey } from './tested-key.js';
import type { Workspace } from './workspace.js';

export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly found: string;
}

/** This version was written then: a clock before it, or decades after, is wrong, and every exp with it. */
const plausible = { from: Date.UTC(2025, 0, 1), to: Date.UTC(2100, 0, 1) };

export function clockFinding(nowMs: number): Finding {
  const ok = nowMs >= plausible.from && nowMs < plausible.to;
  const text = new Date(nowMs).toISOString();
  return {
    check: 'clock',
    ok,
    found: ok
      ? `${text}; compare with the merchants' servers when tokens are refused as expired`
      : `${text} cannot be right: tokens would be judged by it`,
  };
}

/** Does the search find every resource and project, and nothing that is gone? */
export function searchFinding({ rows, missing, leftOver }: IndexState): Finding {
  const ok = missing === 0 && leftOver === 0;
  return {
    check: 'search index',
    ok,
    found: ok
      ? `holds ${rows} resource(s) and project(s)`
      : `${missing} of ${rows} row(s) are not found, ${leftOver} are found that are gone: run "countersign migrate --reindex"`,
  };
}

/** Does every sealed secret open under this master key, and does every public key read? */
export async function keyFindings(
  { tenants, apiKeys, clock, sealer }: Workspace,
  configurations: readonly JwtConfiguration[],
): Promise<Finding[]> {
  const broken: Finding[] = [];
  let sound = 0;
  for (const { id, slug } of await tenants.list()) {
    for (const key of await apiKeys.list(id)) {
      if (!['active', 'expiring'].includes(apiKeyState(key, clock.nowMs()))) continue;
      try {
        apiKeys.revealSecret(key);
        sound += 1;
      } catch (error) {
        broken.push({ check: `key ${key.id} of ${slug}`, ok: false, found: errorLines(error) });
      }
    }
  }
  for (const row of configurations.filter(({ mode }) => mode === 'held')) {
    const { ok, text } = explainedKey(sealer, row);
    if (ok) sound += 1;
    else broken.push({ check: `jwt-config ${row.id}`, ok, found: text });
  }
  return [...broken, { check: 'keys', ok: true, found: `${sound} open and read` }];
}

/** Can every JWK Set of an enabled configuration be had, and does it serve an accepted algorithm? */
export async function keySetFindings(
  configuration: Configuration,
  configurations: readonly JwtConfiguration[],
): Promise<Finding[]> {
  const asked = configurations.filter(({ enabled, jwksUri }) => enabled && jwksUri !== null);
  const looks = await lookAtKeySets(
    configuration,
    asked.map(({ jwksUri }) => jwksUri ?? ''),
  );
  return asked.map((row, index) => {
    const look = looks[index];
    const check = `JWK Set of ${row.id}`;
    if (look === undefined || 'failed' in look)
      return {
        check,
        ok: false,
        found: `${row.jwksUri ?? ''}: ${keySetFailureText(look?.failed ?? 'unexpected')}`,
      };
    const usable = look.ok.keys.filter(({ algorithms }) =>
      algorithms.some((name) => row.algorithms?.includes(name)),
    ).length;
    return { check, ok: usable > 0, found: `${usable} usable key(s), ${look.ok.skipped.length} skipped` };
  });
}
