import type { SigningKey } from '../tenants/signing-keys.js';
import { CommandFailed } from './command-failed.js';
import type { Workspace } from './workspace.js';

/** The key that the tenant's tokens are signed with now. Throws CommandFailed where it has none. */
export async function getCurrentKey(
  { signingKeys }: Pick<Workspace, 'signingKeys'>,
  { id, slug }: { readonly id: string; readonly slug: string },
): Promise<SigningKey> {
  const key = await signingKeys.current(id);
  if (key === null)
    throw new CommandFailed(`${slug} has no API key to sign with: countersign key create --tenant ${slug}`);
  return key;
}
