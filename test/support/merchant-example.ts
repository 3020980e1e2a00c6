import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { BuiltTenant } from '../builders/tenancy.js';

export interface MerchantExample {
  /** Origin of the shop: to the server another site. */
  readonly url: string;
  close(): Promise<void>;
}

/** The shop with the overview. */
export const startMerchantExample = (
  api: string,
  tenant: Pick<BuiltTenant, 'slug' | 'secret'>,
): Promise<MerchantExample> =>
  startExample('merchant-page', {
    COUNTERSIGN_URL: api,
    COUNTERSIGN_SLUG: tenant.slug,
    COUNTERSIGN_KEY: tenant.secret,
  });

/** The site that limits account sharing. */
export const startDeviceExample = (
  api: string,
  tenant: Pick<BuiltTenant, 'keyId' | 'secret'>,
  environment: Readonly<Record<string, string>> = {},
): Promise<MerchantExample> =>
  startExample('device-page', {
    COUNTERSIGN_URL: api,
    COUNTERSIGN_CLIENT_ID: tenant.keyId,
    COUNTERSIGN_KEY: tenant.secret,
    ...environment,
  });

/** An example as its README runs it, in a process of its own. */
async function startExample(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<MerchantExample> {
  const server = join(import.meta.dirname, '../../examples', name, 'server.mjs');
  const child = spawn(process.execPath, [server], {
    env: { ...environment, PORT: '0' },
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
