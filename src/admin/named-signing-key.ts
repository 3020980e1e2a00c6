import { apiKeyState } from '../tenants/api-key-state.js';
import type { SigningKey } from '../tenants/signing-keys.js';
import { CommandFailed } from './command-failed.js';
import type { Workspace } from './workspace.js';

/** The named API key as tokens are signed with it, and whose it is. Throws CommandFailed where it signs nothing. */
export async function getSigningKey(
  { apiKeys, signingKeys, clock }: Pick<Workspace, 'apiKeys' | 'signingKeys' | 'clock'>,
  id: string,
): Promise<{ readonly key: SigningKey; readonly tenantId: string }> {
  const row = await apiKeys.getById(id);
  if (row.type !== 'api') throw new CommandFailed(`${id} is a widget key, and these sign nothing.`);
  const state = apiKeyState(row, clock.nowMs());
  if (state !== 'active' && state !== 'expiring') throw new CommandFailed(`The key ${id} is ${state}.`);
  const [key] = await signingKeys.candidates(row.tenantId, id);
  if (key === undefined) throw new CommandFailed(`The secret of ${id} cannot be opened: see doctor.`);
  return { key, tenantId: row.tenantId };
}
