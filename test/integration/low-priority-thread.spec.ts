import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signJws } from '../../src/crypto/sign-jws.js';
import { sampleKeys } from '../builders/key-samples.js';
import { compiledProduct, ServerProcess } from '../support/compiled-server.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

/** Threads have priorities of their own on Linux alone. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the program that operators start', () => {
  const { signs, verifies } = sampleKeys('ES512');
  let workspace: TestWorkspace;
  let server: ServerProcess;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    const { id } = await workspace.tenants.create({ slug: 'acme', name: 'Acme' });
    const publicKey = verifies.export({ format: 'pem', type: 'spki' }).toString();
    await workspace.jwtConfigurations.create(id, { kid: 'acme', algorithm: 'ES512', public_key: publicKey });
    server = new ServerProcess(compiledProduct(), { ...workspace.environment, PORT: '0' });
  });
  afterAll(async () => {
    server.kill('SIGKILL');
    await server.ended;
    await workspace.remove();
  });

  const priorities = () =>
    readdirSync(`/proc/${server.pid}/task`).map((thread) => getPriority(Number(thread)));

  it('has a thread behind all others for tokens that may be forged, once there were such', async () => {
    const { url } = await server.line('listening');
    const statusOf = async (token: string) =>
      (await fetch(`${url as string}/v2/me`, { headers: { authorization: `Bearer ${token}` } })).status;
    const good = signJws({ kid: 'acme' }, { id: 'ann' }, 'ES512', signs);
    const [, , otherSignature] = signJws({ kid: 'acme' }, { id: 'bo' }, 'ES512', signs).split('.');
    const forged = good.replace(/[^.]*$/, otherSignature as string);

    expect(await statusOf(good)).toBe(200);
    expect(priorities()).not.toContain(19);
    for (let count = 0; count < 3; count += 1) expect(await statusOf(forged)).toBe(401);
    expect(priorities().filter((priority) => priority === 19)).toHaveLength(1);
    expect(getPriority(server.pid as number)).toBeLessThan(19);
  });
});
