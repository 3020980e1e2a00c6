import { indexState } from '../../database/full-text/unindexed.js';
import { openDatabase } from '../../database/open-database.js';
import { pendingMigrations } from '../../database/schema.js';
import { entities } from '../../entities.js';
import { SystemClock } from '../../common/clock.js';
import type { AddCommand, CommandShell } from '../command-shell.js';
import { clockFinding, keyFindings, keySetFindings, searchFinding, type Finding } from '../diagnosis.js';
import { errorLines } from '../error-lines.js';
import type { Report } from '../report.js';
import { makeWorkspace } from '../workspace.js';

export const addDoctor: AddCommand = (parent, shell) => {
  const command = shell.command(
    parent,
    'doctor',
    'checks configuration, database, clock, keys and every JWK Set; exit code 1 where something is wrong',
  );
  command.action(() => shell.run(command, async () => reportOf(await diagnose(shell))));
};

/** Each check stands on the ones before: what cannot be looked at is not reported as broken. */
async function diagnose(shell: CommandShell): Promise<Finding[]> {
  const findings: Finding[] = [];
  const check = async <T>(
    name: string,
    work: () => T | Promise<T>,
    found: (result: T) => string,
  ): Promise<T | undefined> => {
    try {
      const result = await work();
      findings.push({ check: name, ok: true, found: found(result) });
      return result;
    } catch (error) {
      findings.push({ check: name, ok: false, found: errorLines(error) });
      return undefined;
    }
  };
  const configuration = await check(
    'configuration',
    () => shell.configuration(),
    ({ database }) => `reads; the database is ${database.dialect}`,
  );
  if (configuration === undefined) return findings;
  const clock = new SystemClock();
  findings.push(clockFinding(clock.nowMs()));
  const database = await check(
    'database',
    () => openDatabase(configuration.database, entities, { poolSize: 2 }),
    () => 'answers',
  );
  if (database === undefined) return findings;
  try {
    const pending = await check(
      'schema',
      () => pendingMigrations(database),
      (names) => (names.length === 0 ? 'up to date' : `needs ${names.length} migration(s)`),
    );
    if (pending === undefined || pending.length > 0) {
      return [
        ...findings.filter(({ check: name }) => name !== 'schema'),
        { check: 'schema', ok: false, found: 'not up to date: run "countersign migrate"' },
      ];
    }
    findings.push(searchFinding(await database.read(indexState)));
    const workspace = await check(
      'master key',
      () => makeWorkspace(configuration, database, clock),
      () => 'reads',
    );
    if (workspace === undefined) return findings;
    const configurations = await workspace.jwtConfigurations.list();
    findings.push(...(await keyFindings(workspace, configurations)));
    shell.terminal.note('Asking every JWK Set …');
    findings.push(...(await keySetFindings(configuration, configurations)));
    return findings;
  } finally {
    await database.close();
  }
}

function reportOf(findings: readonly Finding[]): Report {
  const broken = findings.filter(({ ok }) => !ok);
  const text = findings.map(({ check, ok, found }) => `${ok ? '✓' : '✗'} ${check}: ${found}`).join('\n');
  return {
    json: { healthy: broken.length === 0, findings },
    text,
    ...(broken.length > 0 && {
      failure: `${broken.length} check(s) failed: ${broken.map(({ check }) => check).join(', ')}`,
    }),
  };
}
