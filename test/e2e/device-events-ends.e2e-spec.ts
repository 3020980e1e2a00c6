import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TenantSettings } from '../../src/access/tenant-settings.js';
import { ChangeFeed } from '../../src/database/change-feed.js';
import { DeviceStreamsRepository } from '../../src/devices/streams/device-streams.repository.js';
import { mostStreamsOfDevice } from '../../src/devices/streams/stream-rules.js';
import { StreamWatch } from '../../src/devices/streams/stream-watch.service.js';
import { ApiKey } from '../../src/tenants/api-key.entity.js';
import { buildDevice, detachRow } from '../builders/devices.js';
import { securityToken } from '../builders/signed-tokens.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { atTime } from '../support/at-time.js';
import { EventListener, listenPath, listens, streamsOf } from '../support/event-listener.js';
import { until } from '../support/until.js';
import { keysOf, serviceOf, tenantsOf } from '../support/services-of.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const logout = { action: 'logout' };
const nowSeconds = () => Math.floor(Date.now() / 1000);

describe('the end of an event stream', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  afterEach(async () => {
    jest.restoreAllMocks();
    EventListener.leaveAll();
    await until('no stream is left', () => streamsOf(server).open === 0);
  });

  const set = ({ slug }: BuiltTenant, settings: Partial<TenantSettings>) =>
    tenantsOf(server).set(slug, { settings });
  /** What the timer does as time passes: as many seconds as lie between two signs of life. */
  const tick = async () => {
    for (let second = 0; second < 25; second += 1) serviceOf(server, StreamWatch).tick();
    await turn();
  };

  /** A change is heard at once, and again as other nodes hear it: what begins after that is not ended by it. */
  async function heardTwice<Made>(of: TestServer, change: () => Promise<Made>): Promise<Made> {
    let times = 0;
    const stop = serviceOf(of, ChangeFeed).subscribe(() => (times += 1));
    const made = await change();
    await until('the change is heard twice', () => times >= 2);
    stop();
    return made;
  }

  it('comes when the token has expired, without an event, and the token opens none any more', async () => {
    const tenant = await buildTenant(server, { settings: { clock_tolerance_s: 0 } });
    const device = await buildDevice(server, tenant, 'ann');
    const exp = nowSeconds() + 3600;
    const listener = await listens(server, tenant, device, 'ann', { exp });
    expect(listener.status).toBe(200);
    await atTime(server, exp * 1000 - 1, tick);
    expect(streamsOf(server).open).toBe(1);
    await atTime(server, exp * 1000, async () => {
      // By the server's own timer.
      await listener.ended;
      const path = listenPath(tenant, device, securityToken(tenant, 'ann', { claims: { exp } }));
      const again = await server.request(path);
      expect([again.status, again.body.code]).toEqual([401, 'token_expired']);
    });
    expect([listener.events, listener.answer.complete]).toEqual([[], true]);
  });

  it('waits for the tolerance within which the token would open another', async () => {
    const tenant = await buildTenant(server, { settings: { clock_tolerance_s: 60 } });
    const device = await buildDevice(server, tenant, 'ann');
    const exp = nowSeconds() + 3600;
    const listener = await listens(server, tenant, device, 'ann', { exp });
    const without = await listens(server, tenant, device, 'ann');
    await atTime(server, (exp + 60) * 1000 - 1, tick);
    expect(streamsOf(server).open).toBe(2);
    await atTime(server, (exp + 60) * 1000, tick);
    await listener.ended;
    expect(streamsOf(server).open).toBe(1);
    without.leave();
  });

  it('comes when its key is revoked, and no other key’s streams end', async () => {
    const tenant = await buildTenant(server);
    const device = await buildDevice(server, tenant, 'ann');
    const second = await heardTwice(server, () => keysOf(server).create(tenant.id, { type: 'api' }));
    const [one, two] = [
      await listens(server, tenant, device, 'ann'),
      await listens(server, { ...tenant, keyId: second.row.id, secret: second.secret ?? '' }, device, 'ann'),
    ];
    await keysOf(server).revoke(tenant.keyId);
    await one.ended;
    expect(one.events).toEqual([]);
    expect(streamsOf(server).open).toBe(1);
    expect((await server.request(listenPath(tenant, device, securityToken(tenant, 'ann')))).status).toBe(401);
    await detachRow(server, device);
    await two.ended;
    expect(two.events).toEqual([logout]);
  });

  it('comes when its key ends by itself', async () => {
    const tenant = await buildTenant(server);
    const device = await buildDevice(server, tenant, 'ann');
    const expiresAt = Date.now() + 3_600_000;
    await server.database.write(({ manager }) =>
      manager.update(ApiKey, { tenantId: tenant.id, id: tenant.keyId }, { expiresAt }),
    );
    const listener = await listens(server, tenant, device, 'ann');
    await atTime(server, expiresAt - 1, tick);
    expect(streamsOf(server).open).toBe(1);
    await atTime(server, expiresAt, async () => {
      await tick();
      await listener.ended;
    });
    expect([listener.events, listener.answer.complete]).toEqual([[], true]);
  });

  it('comes when its tenant changes: who is unsigned does not come back where a token is enforced now', async () => {
    const tenant = await buildTenant(server);
    const device = await buildDevice(server, tenant, 'ann');
    const unsigned = await EventListener.open(server, listenPath(tenant, device));
    await set(tenant, { require_signed_tokens: 'enforce' });
    await unsigned.ended;
    expect(unsigned.events).toEqual([]);
    expect((await server.request(listenPath(tenant, device))).status).toBe(401);
  });

  it('comes when a change went unheard and everything is looked at anew', async () => {
    const tenant = await buildTenant(server);
    const [device, detached] = [
      await buildDevice(server, tenant, 'ann'),
      await buildDevice(server, tenant, 'ann'),
    ];
    const stays = await buildTenant(server);
    const other = await buildDevice(server, stays, 'ann');
    const [revoked, loggedOut, kept] = [
      await listens(server, tenant, device, 'ann'),
      await listens(server, tenant, detached, 'ann'),
      await listens(server, stays, other, 'ann'),
    ];
    await detachRow(server, detached, { heard: false });
    await server.database.write(({ manager }) =>
      manager.update(ApiKey, { tenantId: tenant.id, id: tenant.keyId }, { revokedAt: Date.now() }),
    );
    (serviceOf(server, ChangeFeed) as unknown as { tell(change: 'anything'): void }).tell('anything');
    await Promise.all([revoked.ended, loggedOut.ended]);
    expect([revoked.events, loggedOut.events]).toEqual([[], [logout]]);
    expect(streamsOf(server).open).toBe(1);
    kept.leave();
  });

  it('is the oldest’s when a device opens its twenty-first, and not one of another device’s', async () => {
    const tenant = await buildTenant(server);
    const [device, other] = [
      await buildDevice(server, tenant, 'ann'),
      await buildDevice(server, tenant, 'ann'),
    ];
    const beside = await listens(server, tenant, other, 'ann');
    const all: EventListener[] = [];
    for (let index = 0; index < mostStreamsOfDevice; index += 1)
      all.push(await listens(server, tenant, device, 'ann'));
    expect(streamsOf(server).open).toBe(21);
    all.push(await listens(server, tenant, device, 'ann'));
    await all[0]?.ended;
    // It would only push out the next one if it came back at once.
    expect([all[0]?.events, all[0]?.text.endsWith('retry: 60000\n\n')]).toEqual([[], true]);
    expect(streamsOf(server).open).toBe(21);
    // A stranger who proves nothing takes nobody's place.
    const stranger = await EventListener.open(server, listenPath(tenant, device));
    await stranger.ended;
    await detachRow(server, device);
    await Promise.all(all.map(({ ended }) => ended));
    expect(all.map(({ events }) => events.length)).toEqual([0, ...Array(mostStreamsOfDevice).fill(1)]);
    beside.leave();
  });

  it('is not brought about by a foreign token, however often it knocks', async () => {
    const tenant = await buildTenant(server);
    const device = await buildDevice(server, tenant, 'ann');
    const listener = await listens(server, tenant, device, 'ann');
    const foreign = listenPath(tenant, device, securityToken(tenant, 'bo'));
    const answers = await Promise.all(Array.from({ length: 40 }, () => server.request(foreign)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
    expect(streamsOf(server).open).toBe(1);
    listener.leave();
  });

  it('brings the logout of a device that is detached while its stream is being opened', async () => {
    const tenant = await buildTenant(server);
    const device = await buildDevice(server, tenant, 'ann');
    const repository = serviceOf(server, DeviceStreamsRepository);
    const real = repository.findHeard.bind(repository);
    jest.spyOn(repository, 'findHeard').mockImplementationOnce(async (access, tenantId, id) => {
      const asItWas = await real(access, tenantId, id);
      await detachRow(server, device);
      return asItWas;
    });
    const listener = await listens(server, tenant, device, 'ann');
    await listener.ended;
    expect(listener.events).toEqual([logout]);
  });

  it('comes with the logout also where the database was away when it was heard of', async () => {
    const tenant = await buildTenant(server);
    const device = await buildDevice(server, tenant, 'ann');
    const listener = await listens(server, tenant, device, 'ann');
    const away = jest
      .spyOn(serviceOf(server, DeviceStreamsRepository), 'findAttachments')
      .mockRejectedValueOnce(new Error('away'));
    await detachRow(server, device);
    await listener.ended;
    expect(listener.events).toEqual([logout]);
    expect(away.mock.calls.length).toBeGreaterThan(1);
  });

  it('leaves nothing behind where the client went away while its stream was being opened', async () => {
    const tenant = await buildTenant(server);
    const device = await buildDevice(server, tenant, 'ann');
    const repository = serviceOf(server, DeviceStreamsRepository);
    const real = repository.findHeard.bind(repository);
    let goOn = (): void => undefined;
    let isAsked = false;
    jest.spyOn(repository, 'findHeard').mockImplementationOnce(async (access, tenantId, id) => {
      isAsked = true;
      await new Promise<void>((resolve) => (goOn = resolve));
      return real(access, tenantId, id);
    });
    const leaving = new AbortController();
    const asked = fetch(server.url + listenPath(tenant, device), { signal: leaving.signal }).catch(
      () => 'left',
    );
    await until('it is asked for', () => isAsked);
    leaving.abort();
    expect(await asked).toBe('left');
    await until('it is forgotten', () => streamsOf(server).open === 0);
    goOn();
    expect((await server.request('/health/live')).status).toBe(200);
    expect(streamsOf(server).open).toBe(0);
  });

  it('comes for one that waits behind another on a connection that is gone', async () => {
    const tenant = await buildTenant(server);
    const device = await buildDevice(server, tenant, 'ann');
    const path = listenPath(tenant, device, securityToken(tenant, 'ann'));
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(3)),
    );
    await until(
      'all are open',
      () =>
        streamsOf(server)
          .held.all()
          .filter(({ isOpen }) => isOpen).length === 3,
    );
    socket.destroy();
    await until('all are forgotten', () => streamsOf(server).open === 0);
  });

  it('comes for a client that never reads: its connection is cut, others go on', async () => {
    const tenant = await buildTenant(server);
    const device = await buildDevice(server, tenant, 'ann');
    const path = listenPath(tenant, device, securityToken(tenant, 'ann'));
    const reader = await EventListener.open(server, path);
    const lazy = await EventListener.open(server, path, { read: false });
    const { ended, held } = streamsOf(server);
    const before = ended.not_reading;
    // As many signs of life as the operating system takes for a client that is asleep, in one piece.
    const { response } = held.of(tenant.id, device.id)[1] as unknown as { response: ServerResponse };
    const { socket } = response;
    response.write(':'.repeat(16 * 2 ** 20));
    await turn();
    expect(socket?.writableLength).toBeGreaterThan(0);
    await tick();
    expect(ended.not_reading).toBe(before + 1);
    expect(streamsOf(server).open).toBe(1);
    await until('its connection is closed, and what waited on it is gone', () => socket?.closed === true);
    lazy.leave();
    reader.leave();
  });
});

describe('the number of event streams', () => {
  it('has a limit, beyond which the answer is 503 with the time to come back', async () => {
    const server = await startTestServer({ COUNTERSIGN_MAX_EVENT_STREAMS: '2' });
    try {
      const tenant = await buildTenant(server);
      const device = await buildDevice(server, tenant, 'ann');
      const held = [
        await listens(server, tenant, device, 'ann'),
        await listens(server, tenant, device, 'ann'),
      ];
      const path = listenPath(tenant, device, securityToken(tenant, 'ann'));
      const full = await server.request(path);
      expect([full.status, full.body.code]).toEqual([503, 'event_streams_full']);
      expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0);
      held[0]?.leave();
      await until('there is a place', () => streamsOf(server).open === 1);
      const another = await EventListener.open(server, path);
      expect(another.status).toBe(200);
      for (const listener of [...held, another]) listener.leave();
    } finally {
      await server.close();
    }
  });

  it('leaves a tenth of the connections to requests', async () => {
    const server = await startTestServer({ COUNTERSIGN_MAX_CONNECTIONS: '10' });
    try {
      expect(server.configuration.maxEventStreams).toBe(9);
    } finally {
      await server.close();
    }
  });
});

describe('a server that ends', () => {
  it('ends its streams at once, also that of a client that does not read, and waits for none', async () => {
    // Requests that are being answered would get longer than any test.
    const server = await startTestServer({}, { graceMs: 600_000 });
    const tenant = await buildTenant(server);
    const device = await buildDevice(server, tenant, 'ann');
    const path = listenPath(tenant, device, securityToken(tenant, 'ann'));
    const listeners = await Promise.all([
      listens(server, tenant, device, 'ann'),
      EventListener.open(server, path),
      EventListener.open(server, path),
    ]);
    const lazy = await EventListener.open(server, path, { read: false });
    await server.close();
    await Promise.all(listeners.map(({ ended }) => ended));
    expect(listeners.map(({ events, answer }) => [events, answer.complete])).toEqual(
      listeners.map(() => [[], true]),
    );
    lazy.leave();
  });
});
