import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { buildDevice } from '../builders/devices.js';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { listens } from '../support/event-listener.js';
import { NodePair } from '../support/node-pair.js';
import { until } from '../support/until.js';

/** What is promised, which the best of several must keep; the others get what a machine that is busy with other suites needs. */
const promisedMs = 1_000;

/** Cutting it once, and a change beside it, is asked by test/e2e/federation-remembered.e2e-spec.ts. */
describe('a server that cannot hear of changes, while everything else goes on', () => {
  let pair: NodePair;
  let tenant: BuiltTenant;
  beforeAll(async () => {
    pair = await NodePair.open();
    tenant = await buildTenant(pair.builder);
  });
  afterAll(() => pair.close());
  afterEach(async () => {
    pair.line.set('open');
    await until('it listens again', () => pair.line.listeners === 1);
  });

  const statusOf = async (token: string) => (await pair.there.request('/v2/me', { bearer: token })).status;
  const enable = (kid: string, isEnabled: boolean) =>
    pair.commands.run('jwt-config', isEnabled ? 'enable' : 'disable', kid, ...(isEnabled ? [] : ['--yes']));
  /** Keeps asking, so that whatever it lets go is remembered anew at once. */
  const takesHold = async (token: string, status: number) => {
    const from = Date.now();
    await until(`${status} is answered`, async () => (await statusOf(token)) === status);
    return Date.now() - from;
  };

  it.each(['refused', 'swallowed'] as const)(
    'because its listening connection is %s: each change is in force as long as that lasts, and after it',
    async (hearing) => {
      const configuration = await buildConfiguration(pair.builder, tenant);
      const { kid } = configuration;
      const bearer = configuration.token();
      await takesHold(bearer, 200);
      pair.line.set(hearing);
      const tookMs: number[] = [];
      for (const isEnabled of [false, true, false, true, false, true]) {
        expect((await enable(kid, isEnabled)).code).toBe(0);
        tookMs.push(await takesHold(bearer, isEnabled ? 200 : 401));
      }
      // The first are what the loss is told with; what is held from then on is let go, too.
      expect(Math.min(...tookMs.slice(2))).toBeLessThan(promisedMs);
      pair.line.set('open');
      await until('it listens again', () => pair.line.listeners === 1);
      for (const isEnabled of [false, true]) {
        await enable(kid, isEnabled);
        await takesHold(bearer, isEnabled ? 200 : 401);
      }
    },
  );

  it('ends the streams of devices that are detached meanwhile', async () => {
    const device = await buildDevice(pair.builder, tenant, 'ann');
    const listener = await listens(pair.there, tenant, device, 'ann');
    pair.line.set('refused');
    await until('it is deaf', () => pair.line.listeners === 0);
    await new Promise((wake) => setTimeout(wake, 1_500));
    const path = `/v2/device/${device.id}/detach`;
    const body = { user: 'ann' };
    const detached = await pair.here.request(path, { method: 'POST', basic: tenant.secret, body });
    expect([detached.status, detached.text]).toEqual([200, detached.text]);
    await listener.ended;
    expect(listener.events).toEqual([{ action: 'logout' }]);
  });
});
