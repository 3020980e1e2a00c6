import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { applySeed, type SeedResult } from '../seed/apply-seed.js';
import { planSeed } from '../seed/seed-plan.js';
import type { Workspace } from '../workspace.js';
import { demoBookings } from './demo-bookings.js';
import { demoDocument, demoNames } from './demo-document.js';
import { demoKeyFile } from './demo-key-file.js';

/**
 * Makes the demo tenant with secrets of its own; a second run changes nothing. The private half of the RS256 pair is written
 * beside the database (mode 0600), as the merchant's login system would hold it.
 */
export async function demoSeed(workspace: Workspace): Promise<SeedResult> {
  const known = await workspace.jwtConfigurations.list();
  const held = known.find(({ id }) => id === demoNames.rsaKid);
  const publicKey = held?.currentKey ?? publicHalf(demoKeyFile(workspace.configuration));
  const plan = planSeed([{ name: 'demo', content: demoDocument(publicKey) }], workspace.configuration);
  const result = await applySeed(workspace, plan);
  const isNew = result.seeded.some(({ kind, outcome }) => kind === 'tenant' && outcome === 'created');
  if (isNew) await demoBookings(workspace);
  return result;
}

/** The public half of the pair in this file; the pair is made when there is none. */
function publicHalf(file: string): string {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  }
  return createPublicKey(createPrivateKey(readFileSync(file))).export({
    type: 'spki',
    format: 'pem',
  }) as string;
}
