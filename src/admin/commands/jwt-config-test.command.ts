import type { JwtConfiguration } from '../../tenants/jwt-configuration.entity.js';
import { isNearKid, isNearMiss } from '../../tenants/issuer-canonical.js';
import type { AddCommand } from '../command-shell.js';
import { keySetFailureText } from '../key-set-failure.js';
import { lookAtKeySets } from '../key-set-look.js';
import { table, type Report } from '../report.js';
import { explainedKey } from '../tested-key.js';
import type { Workspace } from '../workspace.js';

interface Options {
  readonly issuer?: string;
  readonly kid?: string;
}

export const addJwtConfigTest: AddCommand = (parent, shell) => {
  const command = shell
    .command(
      parent,
      'test <kid>',
      'fetches a JWK Set and lists its keys, or opens the key held here; points out near misses',
    )
    .option('--issuer <text>', 'an iss to compare, as a token spells it')
    .option('--kid <text>', 'a kid to compare, as a token spells it');
  command.action((id: string, options: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async (workspace) => {
        const row = await workspace.jwtConfigurations.getById(id);
        const near = await nearMisses(workspace, row, options);
        const warnings = row.enabled
          ? near
          : ['The configuration is disabled: its tokens are refused.', ...near];
        return {
          ...(row.jwksUri === null
            ? testHeld(workspace, row)
            : await testKeySet(workspace, row, row.jwksUri, options.kid)),
          warnings,
        };
      }),
    ),
  );
};

function testHeld(workspace: Workspace, row: JwtConfiguration): Report {
  const key = explainedKey(workspace.sealer, row);
  const json = { id: row.id, mode: row.mode, ok: key.ok, key: key.text };
  return { json, text: `${row.id}: ${key.text}`, ...(!key.ok && { failure: `${row.id}: ${key.text}` }) };
}

async function testKeySet(
  { configuration }: Workspace,
  row: JwtConfiguration,
  uri: string,
  kid: string | undefined,
): Promise<Report> {
  const [look] = await lookAtKeySets(configuration, [uri]);
  if (look === undefined || 'failed' in look) {
    const reason = look?.failed ?? 'unexpected';
    const failure = `${uri} brought no key set: ${keySetFailureText(reason)}.`;
    return {
      json: { id: row.id, mode: row.mode, ok: false, jwks_uri: uri, failure: reason },
      text: failure,
      failure,
    };
  }
  const accepted = row.algorithms ?? [];
  const keys = look.ok.keys.map((key) => ({
    kid: key.kid,
    kty: key.kty,
    curve: key.curve ?? null,
    algorithms: key.algorithms.join(', '),
    usable: key.algorithms.some((name) => accepted.includes(name)),
  }));
  const skipped = look.ok.skipped.map(({ position, kid: name, reason }) => ({
    position,
    kid: name ?? null,
    reason,
  }));
  const lines = [table(keys, 'The set holds no usable key.')];
  if (skipped.length > 0) lines.push('Skipped:', table(skipped, ''));
  if (kid !== undefined)
    lines.push(
      ...kidLines(
        kid,
        keys.map((key) => key.kid),
      ),
    );
  const json = {
    id: row.id,
    mode: row.mode,
    ok: true,
    jwks_uri: uri,
    kept_for_seconds: look.ok.keptForSeconds,
    keys,
    skipped,
  };
  const none = !keys.some(({ usable }) => usable);
  return {
    json,
    text: lines.join('\n'),
    ...(none && {
      failure: `No key of the set serves ${accepted.join(', ')}: every token of this issuer is refused.`,
    }),
  };
}

function kidLines(kid: string, kids: readonly string[]): string[] {
  if (kids.includes(kid)) return [`The set has the kid ${JSON.stringify(kid)}.`];
  const near = kids.filter((other) => isNearKid(kid, other)).map((other) => JSON.stringify(other));
  return [
    `The set has no kid ${JSON.stringify(kid)}${near.length > 0 ? `; close, but not equal: ${near.join(', ')}` : ''}.`,
  ];
}

async function nearMisses(
  { jwtConfigurations }: Workspace,
  row: JwtConfiguration,
  { issuer, kid }: Options,
): Promise<string[]> {
  const lines: string[] = [];
  const quoted = (text: string) => JSON.stringify(text);
  if (issuer !== undefined && row.issuer !== issuer) {
    const how =
      row.issuer !== null && isNearMiss(issuer, row.issuer) ? 'close, but not equal' : 'another one';
    lines.push(
      `The configuration expects iss ${row.issuer === null ? '(any)' : quoted(row.issuer)}; ${quoted(issuer)} is ${how}.`,
    );
  }
  if (kid !== undefined && row.mode === 'held' && kid !== row.id && isNearKid(kid, row.id)) {
    lines.push(`kid ${quoted(kid)} is close to ${quoted(row.id)}, but not equal.`);
  }
  for (const other of await jwtConfigurations.list()) {
    if (other.id === row.id) continue;
    if (row.issuer !== null && other.issuer !== null && isNearMiss(row.issuer, other.issuer)) {
      lines.push(
        `The issuer ${quoted(row.issuer)} is close to ${quoted(other.issuer)} of ${other.id}, but not equal.`,
      );
    }
    if (row.mode === 'held' && other.mode === 'held' && isNearKid(row.id, other.id))
      lines.push(`The kid ${quoted(row.id)} is close to ${quoted(other.id)}, but not equal.`);
  }
  return lines;
}
