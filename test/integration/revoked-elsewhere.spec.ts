import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildBookingRow } from '../builders/booking-rows.js';
import { CommandLine } from '../support/command-line.js';
import { compiledProduct, ServerProcess } from '../support/compiled-server.js';
import { dialect } from '../support/test-database.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

/** How long a change takes to reach a running server (contract 6), and some time for a busy machine. */
const withinMs = (dialect === 'postgres' ? 1000 : 3000) + 1000;

describe('what the command line ends while a server runs in another process', () => {
  let product: string;
  let workspace: TestWorkspace;
  let countersign: CommandLine;
  let server: ServerProcess;
  let origin: string;

  beforeAll(async () => {
    product = compiledProduct();
    workspace = await openTestWorkspace({ PUBLIC_URL: 'https://backend.example' });
    countersign = new CommandLine(workspace.environment);
    await countersign.run('tenant', 'create', 'acme');
    await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k1');
    await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k2');
    const { id } = await workspace.tenants.getBySlug('acme');
    for (const customerEmail of ['ann@example.com', 'bo@example.com'])
      await buildBookingRow(workspace, { id }, { customerEmail });
    server = new ServerProcess(product, { ...workspace.environment, PORT: '0' });
    origin = (await server.line('listening'))['url'] as string;
  }, 60_000);
  afterAll(async () => {
    server.kill('SIGKILL');
    await server.ended;
    await workspace.remove();
  });

  const sign = async (email: string): Promise<string> => {
    const words = ['sign', 'search', '--tenant', 'acme', `customer.email:${email}`, '--json'];
    return (await countersign.run(...words)).json.url;
  };
  /** The address of a search that a token minted with this key opens. */
  const mint = async (key: string): Promise<string> => {
    const words = ['sign', 'token', '--key', key, '--aud', '/v2/accounts/me/search', '--json'];
    return `https://backend.example/v2/search?jwt=${(await countersign.run(...words)).json.token}`;
  };
  const statusOf = async (url: string): Promise<number> =>
    (await fetch(url.replace('https://backend.example', origin))).status;
  /** Milliseconds until the server refuses what it accepted a moment ago. */
  const endedAfter = async (url: string): Promise<number> => {
    const start = performance.now();
    while ((await statusOf(url)) === 200 && performance.now() - start < withinMs)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await statusOf(url)).toBe(401);
    return performance.now() - start;
  };

  it('is refused there in time: one customer’s signed searches, all of a tenant’s, and those of a key', async () => {
    const [ann, bo] = [await sign('ann@example.com'), await sign('bo@example.com')];
    // Both are remembered from now on.
    expect([await statusOf(ann), await statusOf(bo)]).toEqual([200, 200]);

    // A token's time is in whole seconds: what is ended is what was made before.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const hers = ['--search', 'customer.email:Ann@Example.com'];
    expect((await countersign.run('tenant', 'revoke-signed', 'acme', ...hers, '--yes')).code).toBe(0);
    expect(await endedAfter(ann)).toBeLessThan(withinMs);
    expect(await statusOf(bo)).toBe(200);

    expect((await countersign.run('tenant', 'revoke-signed', 'acme', '--yes')).code).toBe(0);
    expect(await endedAfter(bo)).toBeLessThan(withinMs);

    await new Promise((resolve) => setTimeout(resolve, 1100));
    const fresh = await sign('ann@example.com');
    expect(await statusOf(fresh)).toBe(200);
    const kid = JSON.parse(
      Buffer.from(
        String(new URL(fresh).searchParams.get('signed_search')).split('.')[0] ?? '',
        'base64url',
      ).toString(),
    ).kid as string;
    expect((await countersign.run('key', 'revoke', kid, '--yes')).code).toBe(0);
    expect(await endedAfter(fresh)).toBeLessThan(withinMs);
  });

  it('is refused there in time: minted tokens of a key, and those that a new limit finds too long', async () => {
    await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k3');
    await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k4');
    const [ended, limited] = [await mint('k3'), await mint('k4')];
    for (const url of [ended, limited]) {
      const start = performance.now();
      // A key that was made a moment ago may not be known yet.
      while ((await statusOf(url)) !== 200 && performance.now() - start < withinMs)
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await statusOf(url)).toBe(200);
    }
    expect((await countersign.run('key', 'revoke', 'k3', '--yes')).code).toBe(0);
    expect(await endedAfter(ended)).toBeLessThan(withinMs);
    expect(await statusOf(limited)).toBe(200);
    expect((await countersign.run('tenant', 'set', 'acme', 'minted_token_max_age_s=60')).code).toBe(0);
    expect(await endedAfter(limited)).toBeLessThan(withinMs);
  });
});
