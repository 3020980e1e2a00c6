import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildBookingRow } from '../builders/booking-rows.js';
import { CommandLine } from '../support/command-line.js';
import { compiledProduct, ServerProcess } from '../support/compiled-server.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';
import { until } from '../support/until.js';

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
  });
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
  /** Waits until a change has reached the running server (contract 6), and what was answered a moment ago is answered so. */
  const untilAnswered = async (url: string, status: number): Promise<void> => {
    await until(`${status} is answered`, async () => (await statusOf(url)) === status);
    expect(await statusOf(url)).toBe(status);
  };

  it('is refused there in time: one customer’s signed searches, all of a tenant’s, and those of a key', async () => {
    const [ann, bo] = [await sign('ann@example.com'), await sign('bo@example.com')];
    // Both are remembered from now on.
    expect([await statusOf(ann), await statusOf(bo)]).toEqual([200, 200]);

    // A token's time is in whole seconds: what is ended is what was made before.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const hers = ['--search', 'customer.email:Ann@Example.com'];
    expect((await countersign.run('tenant', 'revoke-signed', 'acme', ...hers, '--yes')).code).toBe(0);
    await untilAnswered(ann, 401);
    expect(await statusOf(bo)).toBe(200);

    expect((await countersign.run('tenant', 'revoke-signed', 'acme', '--yes')).code).toBe(0);
    await untilAnswered(bo, 401);

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
    await untilAnswered(fresh, 401);
  });

  it('is refused there in time: minted tokens of a key, and those that a new limit finds too long', async () => {
    await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k3');
    await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k4');
    const [ended, limited] = [await mint('k3'), await mint('k4')];
    // A key that was made a moment ago may not be known yet.
    for (const url of [ended, limited]) await untilAnswered(url, 200);
    expect((await countersign.run('key', 'revoke', 'k3', '--yes')).code).toBe(0);
    await untilAnswered(ended, 401);
    expect(await statusOf(limited)).toBe(200);
    expect((await countersign.run('tenant', 'set', 'acme', 'minted_token_max_age_s=60')).code).toBe(0);
    await untilAnswered(limited, 401);
  });
});
