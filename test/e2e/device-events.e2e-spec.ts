import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { DeviceCalls } from '../../src/devices/calls/device-calls.js';
import { buildDevice, detachRow } from '../builders/devices.js';
import { securityToken } from '../builders/signed-tokens.js';
import { announce, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { bytesOf } from '../support/door.js';
import { EventListener, listenPath, listens, streamsOf } from '../support/event-listener.js';
import { until } from '../support/until.js';
import { LogCapture } from '../support/log-capture.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const logout = { action: 'logout' };
const requestId = { 'X-Request-Id': 'request-0001' };

describe('an event stream', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  let other: BuiltTenant;
  const log = new LogCapture();

  beforeAll(async () => {
    server = await startTestServer({ COUNTERSIGN_LOG_LEVEL: 'debug' }, { logSink: log.sink });
    [tenant, other] = [await buildTenant(server, { mode: 'test' }), await buildTenant(server)];
  });
  afterAll(() => server.close());

  it('brings the logout of its device, and ends with it', async () => {
    const device = await buildDevice(server, tenant, 'ann');
    const listener = await listens(server, tenant, device, 'ann');
    expect([listener.status, listener.events]).toEqual([200, []]);
    await detachRow(server, device);
    await listener.ended;
    expect(listener.events).toEqual([logout]);
    expect(streamsOf(server).open).toBe(0);
  });

  it('brings it from the calls themselves: attach, listen, and detach by another client of the user', async () => {
    const by = { Authorization: `Basic ${tenant.keyId}:${securityToken(tenant, 'cy')}` };
    const attached = await server.request('/v2/access', {
      method: 'POST',
      headers: by,
      body: { user: 'cy', signals: { canvas: 'c-1' } },
    });
    expect(attached.status).toBe(200);
    const device = { id: attached.body.device_id as string };
    const listener = await listens(server, tenant, device, 'cy');
    // Attached all along: to attach again tells no one to log out.
    const again = await server.request('/v2/access', {
      method: 'POST',
      headers: by,
      body: { user: 'cy', device_id: device.id, signals: { canvas: 'c-1' }, metadata: { room: 'kitchen' } },
    });
    expect([again.status, again.body.device_id]).toEqual([200, device.id]);
    expect(streamsOf(server).open).toBe(1);
    const detached = await server.request('/v2/access/detach', {
      method: 'POST',
      headers: by,
      body: { user: 'cy', device: device.id },
    });
    expect(detached.status).toBe(200);
    await listener.ended;
    expect(listener.events).toEqual([logout]);
  });

  it('counts as a call when it opens, signed or not, and one that is refused does not', async () => {
    const device = await buildDevice(server, tenant, 'ann');
    const counted = (signed: boolean) =>
      server.app
        .get(DeviceCalls, { strict: false })
        .all()
        .find((one) => one.call === 'listen' && one.signed === signed)?.count ?? 0;
    const before = [counted(true), counted(false)];
    const signed = await listens(server, tenant, device, 'ann');
    const unsigned = await EventListener.open(server, listenPath(tenant, device));
    await server.request(listenPath(tenant, { id: newId() }));
    expect([counted(true), counted(false)]).toEqual(before.map((count) => count + 1));
    signed.leave();
    unsigned.leave();
    await until('they are forgotten', () => streamsOf(server).open === 0);
  });

  it('says at once that it lives and when to come back, in headers that let no one hold it back or keep it', async () => {
    const device = await buildDevice(server, tenant, 'ann');
    const path = listenPath(tenant, device, securityToken(tenant, 'ann'));
    const listener = await EventListener.open(server, path, { headers: { Origin: 'https://shop.example' } });
    await until('the first bytes come', () => listener.text !== '');
    expect(listener.text).toMatch(/^: listening\nretry: [234]\d{3}\n\n$/);
    expect(listener.answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String),
      'timekit-testmode': 'true',
    });
    expect(listener.answer.headers).not.toHaveProperty('content-length');
    listener.leave();
  });

  it('begins with the logout where the device is detached already', async () => {
    const device = await buildDevice(server, tenant, 'ann', { status: 'detached' });
    const listener = await listens(server, tenant, device, 'ann');
    await listener.ended;
    expect([listener.status, listener.events]).toEqual([200, [logout]]);
    // Who comes back all the same does so much later.
    expect(listener.text).toContain('retry: 60000\n');
  });

  it('is one device’s: another device of the user, or a device that was attached all along, hears nothing', async () => {
    const [gone, stays] = [
      await buildDevice(server, tenant, 'ann'),
      await buildDevice(server, tenant, 'ann'),
    ];
    const [one, two] = [
      await listens(server, tenant, gone, 'ann'),
      await listens(server, tenant, stays, 'ann'),
    ];
    await announce(server, { topic: 'device', tenantId: tenant.id, subject: stays.id });
    await detachRow(server, gone);
    await one.ended;
    await announce(server, { topic: 'device', tenantId: tenant.id, subject: stays.id });
    await detachRow(server, stays);
    await two.ended;
    expect([one.events, two.events]).toEqual([[logout], [logout]]);
  });

  it('is not logged out by the echo of a detach before its device was attached anew', async () => {
    const device = await buildDevice(server, tenant, 'ann', { attachedAt: 5 });
    const before = await listens(server, tenant, device, 'ann');
    await server.database.write(({ manager }) =>
      manager.query(
        server.database.dialect === 'postgres'
          ? 'UPDATE devices SET attached_at = 6 WHERE id = $1'
          : 'UPDATE devices SET attached_at = 6 WHERE id = ?',
        [device.id],
      ),
    );
    const after = await listens(server, tenant, device, 'ann');
    await announce(server, { topic: 'device', tenantId: tenant.id, subject: device.id });
    // The one that was open when the device was detached is told so, the one of now is not.
    await before.ended;
    expect([before.events, after.events]).toEqual([[logout], []]);
    expect(streamsOf(server).open).toBe(1);
    after.leave();
    await until('it is forgotten', () => streamsOf(server).open === 0);
  });

  it('may be held by the merchant’s server and by a client without a token', async () => {
    const device = await buildDevice(server, tenant, 'ann');
    const path = `/v2/access/device/${device.id}/listen`;
    const asServer = await EventListener.open(server, path, {
      headers: { Authorization: `Bearer ${tenant.secret}` },
    });
    const unsigned = await EventListener.open(server, path, {
      headers: { Authorization: `Basic ${tenant.keyId}` },
    });
    await detachRow(server, device);
    await Promise.all([asServer.ended, unsigned.ended]);
    expect([asServer.events, unsigned.events]).toEqual([[logout], [logout]]);
  });

  it('of a device that is another user’s, another tenant’s, missing or no id is missing, in the same bytes', async () => {
    const device = await buildDevice(server, other, 'ann');
    const foreign = await buildDevice(server, tenant, 'bo');
    const token = securityToken(tenant, 'ann');
    const answers = await Promise.all(
      [device, foreign, { id: newId() }, { id: 'no-id' }, { id: foreign.id.toUpperCase() }].map((one) =>
        server.request(listenPath(tenant, one, token), { headers: requestId }),
      ),
    );
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'not_found', model: 'Device' } });
    expect(new Set(answers.map(bytesOf)).size).toBe(1);
    const empty = await server.request(listenPath(tenant, foreign, securityToken(tenant, '')));
    expect(empty.status).toBe(404);
    expect(streamsOf(server).open).toBe(0);
  });

  it('wants a token where the tenant enforces one, and never a wrong one', async () => {
    const strict = await buildTenant(server, { settings: { require_signed_tokens: 'enforce' } });
    const device = await buildDevice(server, strict, 'ann');
    const codes = [];
    for (const [as, token] of [
      [strict, ''],
      [strict, securityToken(other, 'ann')],
      [tenant, securityToken(other, 'ann')],
    ] as const) {
      const { status, body } = await server.request(listenPath(as, device, token));
      codes.push([status, body.code]);
    }
    expect(codes).toEqual([
      [401, 'credential_missing'],
      [401, 'token_rejected'],
      [401, 'token_rejected'],
    ]);
    expect((await server.request(`/v2/access/device/${device.id}/listen`)).status).toBe(401);
  });

  it('answers HEAD at once, without a body', async () => {
    const device = await buildDevice(server, tenant, 'ann');
    const path = listenPath(tenant, device, securityToken(tenant, 'ann'));
    const answer = await server.request(path, { method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const missing = listenPath(tenant, { id: newId() }, securityToken(tenant, 'ann'));
    expect((await server.request(missing, { method: 'HEAD' })).status).toBe(404);
    expect(streamsOf(server).open).toBe(0);
  });

  it('is written down once, when it is over, without its token', async () => {
    const device = await buildDevice(server, tenant, 'ann');
    const token = securityToken(tenant, 'ann');
    const listener = await EventListener.open(server, listenPath(tenant, device, token));
    listener.leave();
    const lines = await log.linesOf(String(listener.answer.headers['x-request-id']));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      route: '/v2/access/device/:device/listen',
      status: 200,
      credential: 'security_token',
      credential_id: tenant.keyId,
    });
    expect(log.text).not.toContain(token.split('.')[2]);
    expect(log.text).not.toContain(encodeURIComponent(token));
  });

  it('is forgotten when its client goes away, and the metric says so', async () => {
    const device = await buildDevice(server, tenant, 'ann');
    const listeners = await Promise.all([1, 2, 3].map(() => listens(server, tenant, device, 'ann')));
    const gauge = async () =>
      /^countersign_event_streams (\d+)$/m.exec((await server.request('/metrics')).text)?.[1];
    expect(await gauge()).toBe('3');
    const before = streamsOf(server).ended.client_left;
    for (const listener of listeners) listener.leave();
    await until('they are forgotten', () => streamsOf(server).open === 0);
    expect(await gauge()).toBe('0');
    expect(streamsOf(server).ended.client_left).toBe(before + 3);
    expect((await server.request('/metrics')).text).toMatch(
      /^countersign_event_streams_ended_total\{reason="client_left"\} \d+$/m,
    );
  });
});
