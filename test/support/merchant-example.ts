import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { BuiltTenant } from '../builders/tenancy.js';

const example = join(import.meta.dirname, '../../examples/merchant-page/server.mjs');

export interface MerchantExample {
  /** Origin of the shop: to the booking server another site. */
  readonly url: string;
  close(): Promise<void>;
}

/** The example as its README runs it, in a process of its own. */
export async function startMerchantExample(
  api: string,
  tenant: Pick<BuiltTenant, 'slug' | 'secret'>,
): Promise<MerchantExample> {
  const child = spawn(process.execPath, [example], {
    env: { COUNTERSIGN_URL: api, COUNTERSIGN_SLUG: tenant.slug, COUNTERSIGN_KEY: tenant.secret, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    child.once('close', () => reject(new Error('The example ended before it listened.')));
  });
  return {
    url,
    close: async () => {
      child.kill();
      await ended;
    },
  };
}
