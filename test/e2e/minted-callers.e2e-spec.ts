import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyUse } from '../../src/key-uses/key-use.entity.js';
import { KeyUses } from '../../src/key-uses/key-uses.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { customer, freshHour } from '../builders/booking-wishes.js';
import { mintedToken } from '../builders/minted-tokens.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { signedQuery, signedSearchToken } from '../builders/signed-tokens.js';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { LogCapture } from '../support/log-capture.js';
import { keysOf, serviceOf } from '../support/services-of.js';
import { untilQuiet } from '../support/until-quiet.js';
import {
  startTestServer,
  type Answer,
  type RequestOptions,
  type TestServer,
} from '../support/test-server.js';

const log = new LogCapture();
let server: TestServer;
let tenant: BuiltTenant;

beforeAll(async () => {
  server = await startTestServer({ COUNTERSIGN_LOG_LEVEL: 'debug' }, { logSink: log.sink });
  tenant = await buildTenant(server);
});
afterAll(() => server.close());

const everything = ['GET', 'POST', 'PUT', 'DELETE'];
const ask = (path: string, options: RequestOptions = {}, methods: readonly string[] = everything) =>
  server.request(path, {
    bearer: mintedToken(tenant, path.replace(/\?.*/s, ''), { methods }),
    ...options,
  });
const outcome = ({ status, body }: Answer) => [status, body?.code];

describe('a minted token', () => {
  it('is shown what pages are shown, and not what the merchant’s server is', async () => {
    const resource = await buildResource(server, tenant, { name: 'Ann', email: 'ann@merchant.example' });
    const { id } = await buildBookingRow(server, tenant, {
      resourceId: resource.id,
      meta: { public: 'yes', _note: 'rude' },
    });
    const includes = 'history,link_touches,customer_action_links';
    const booking = await ask(`/v2/bookings/${id}?include=${includes}`);
    expect(booking.status).toBe(200);
    expect(booking.body.data.meta).toEqual({ public: 'yes' });
    expect(Object.keys(booking.body.data)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/history|link_touches|customer_action_links/)]),
    );
    for (const { text } of [booking, await ask('/v2/resources'), await ask(`/v2/resources/${resource.id}`)]) {
      expect(text).toContain('Ann');
      expect(text).not.toContain('ann@merchant.example');
    }
    const change = { method: 'PUT', body: { last_name: 'Andersen' } };
    const changed = await ask(`/v2/resources/${resource.id}`, change);
    expect([changed.status, changed.body.data.last_name, changed.body.data.email]).toEqual([
      200,
      'Andersen',
      undefined,
    ]);
    const app = await ask('/v2/app');
    expect([app.status, app.body.data.settings]).toEqual([200, undefined]);
    expect((await ask('/v2/bookings?search=meta._note:rude')).status).toBe(422);
  });

  it('writes what pages may write: the project’s way, no settings, no past, no merchant’s notes', async () => {
    const { id: resourceId } = await buildResource(server, tenant);
    const project = await buildProject(server, tenant, { booking: { graph: 'confirm_decline' } }, [
      { id: resourceId },
    ]);
    const wish = { project_id: project.id, customer, ...freshHour() };
    const post = (body: object) => ask('/v2/bookings', { method: 'POST', body });
    const made = await post({
      ...wish,
      meta: { _note: 'x', ok: 'y' },
      settings: { allow_double_bookings: true },
    });
    expect([made.status, made.body.data.state, made.body.data.meta]).toEqual([201, 'tentative', { ok: 'y' }]);
    expect(made.body.warnings).toEqual(expect.arrayContaining(['meta._note', 'settings']));
    expect(outcome(await post({ ...wish, graph: 'instant' }))).toEqual([422, 'validation_failed']);
    expect(
      outcome(await post({ ...wish, start: '2020-01-01T10:00:00Z', end: '2020-01-01T11:00:00Z' })),
    ).toEqual([409, 'policy_refused']);
    const group = { graph: 'group_owner', resource_id: resourceId, ...freshHour(), what: 'Yoga' };
    expect(outcome(await post({ ...group, group_booking: { max_seats: 3 } }))).toEqual([403, 'forbidden']);
    const { id } = made.body.data;
    const confirm = await ask(`/v2/bookings/${id}/confirm`, { method: 'PUT', body: {} });
    expect([confirm.status, confirm.body.data.state]).toEqual([200, 'confirmed']);
    const entries = await server.request(`/v2/bookings/${id}?include=history`, { basic: tenant.secret });
    expect(entries.text).toContain('minted_token');
    expect(entries.text).toContain(tenant.keyId);
  });

  it('is refused where credentials are made, and where users and devices are the merchant’s', async () => {
    const closed: [string, string][] = [
      ['GET', '/v2/users'],
      ['GET', '/v2/me'],
      ['GET', '/v2/usage'],
      ['POST', '/v2/signed-searches'],
      ['POST', '/v2/action-links'],
      ['POST', '/v2/token/sign'],
      ['POST', '/v2/access'],
      ['GET', '/v2/access'],
    ];
    for (const [method, path] of closed) {
      const answer = await ask(path, { method, ...(method === 'POST' && { body: {} }) });
      expect([path, ...outcome(answer)]).toEqual([
        path,
        ...(answer.status === 404 ? [404, 'not_found'] : [403, 'forbidden']),
      ]);
    }
  });

  it('comes from the pages that its tenant lists, where it lists any', async () => {
    const strict = await buildTenant(server, { settings: { allowed_origins: ['https://shop.example'] } });
    const from = (origin: string) =>
      server.request('/v2/resources', {
        bearer: mintedToken(strict, '/v2/resources'),
        headers: { Origin: origin },
      });
    expect((await from('https://shop.example')).status).toBe(200);
    expect(outcome(await from('https://thief.example'))).toEqual([403, 'origin_not_allowed']);
  });

  it('gets its own answer again for an Idempotency-Key, and nobody else’s', async () => {
    const { id: resource_id } = await buildResource(server, tenant);
    const body = { graph: 'instant', resource_id, customer, ...freshHour() };
    const headers = { 'Idempotency-Key': 'page-1' };
    const post = (bearer: string) =>
      server.request('/v2/bookings', { method: 'POST', body, headers, bearer });
    const [one, two] = ['1', '2'].map((n) => mintedToken(tenant, '/v2/bookings', { methods: ['POST'], n }));
    const first = await post(one!);
    expect(first.status).toBe(201);
    expect((await post(one!)).text).toBe(first.text);
    expect(outcome(await post(two!))).toEqual([409, 'slot_taken']);
  });

  it('stands in no log: its key does', async () => {
    const bearer = mintedToken(tenant, '/v2/resources', { query: { search: 'name:Private' } });
    const answers = [
      await server.request('/v2/resources', { bearer }),
      await server.request(`/v2/resources?jwt=${bearer}`),
      await server.request('/v2/projects', { bearer }),
      await server.request('/v2/resources?Search=x', { bearer }),
      await server.request('/v2/resources', { bearer: `${bearer.slice(0, -4)}AAAA` }),
    ];
    const lines = [];
    for (const { headers } of answers) lines.push((await log.linesOf(headers.get('x-request-id')))[0]);
    const credential = { credential: 'minted_token', credential_id: tenant.keyId, tenant_id: tenant.id };
    expect(lines).toEqual([
      expect.objectContaining({ ...credential, status: 200 }),
      expect.objectContaining({ ...credential, status: 200 }),
      expect.objectContaining({ ...credential, code: 'outside_audience', reason: 'path_outside' }),
      expect.objectContaining({ ...credential, code: 'query_pinned', reason: 'query_pinned' }),
      expect.objectContaining({
        code: 'token_rejected',
        reason: 'signature_wrong',
        tried: { credential: 'minted_token', id: tenant.keyId, tenant_id: tenant.id },
      }),
    ]);
    for (const part of [bearer, ...bearer.split('.').slice(1), 'Private'])
      expect(log.text).not.toContain(part);
  });
});

describe('the metrics', () => {
  const numberOf = async (series: string): Promise<number> => {
    const { text } = await server.request('/metrics');
    const line = text.split('\n').find((one) => one.startsWith(`${series} `));
    return Number(line?.slice(series.length) ?? 0);
  };

  it('count minted tokens as a kind: who came in, who was refused and why, and which were remembered', async () => {
    const series = [
      'countersign_authentications_total{kind="minted_token",result="accepted",reason=""}',
      'countersign_authentications_total{kind="minted_token",result="refused",reason="signature_wrong"}',
      'countersign_token_cache_lookups_total{kind="minted_token",result="hit"}',
      'countersign_token_cache_lookups_total{kind="minted_token",result="miss"}',
      'countersign_token_cache_lookups_total{kind="jwt",result="miss"}',
      'countersign_token_cache_entries{kind="minted_token"}',
      'countersign_problems_total{code="outside_audience"}',
    ];
    const read = () => Promise.all(series.map(numberOf));
    await untilQuiet(server);
    const before = await read();
    const bearer = mintedToken(tenant, '/v2/resources', { n: 'metrics' });
    for (const path of ['/v2/resources', '/v2/resources', '/v2/projects'])
      await server.request(path, { bearer });
    await server.request('/v2/resources', { bearer: `${bearer.slice(0, -4)}AAAA` });
    const after = await read();
    expect(after.map((value, at) => value - before[at]!)).toEqual([3, 1, 2, 2, 0, 1, 1]);
  });
});

describe('the uses of a key', () => {
  it('are counted by kind, for requests that it has proven', async () => {
    const shop = await buildTenant(server);
    const configuration = await buildConfiguration(server, shop);
    await buildBookingRow(server, shop, { customerEmail: 'ann@example.com' });
    const bearer = mintedToken(shop, '/v2/resources');
    const before = Date.now();
    for (let round = 0; round < 3; round += 1) await server.request('/v2/resources', { bearer });
    await server.request('/v2/projects', { bearer });
    await server.request('/v2/resources', { basic: shop.secret });
    await server.request('/v2/projects', { basic: shop.widgetSecret });
    const ann = { 'customer.email': 'ann@example.com' };
    await server.request(`/v2/bookings?${signedQuery(signedSearchToken(shop, ann), ann)}`);
    // None of these is proven by a key of the tenant.
    await server.request('/v2/resources', { bearer: configuration.token() });
    await server.request('/v2/resources', { bearer: `${bearer.slice(0, -4)}AAAA` });
    await server.request('/v2/resources', { basic: 'x'.repeat(43) });
    await serviceOf(server, KeyUses).flush();
    const rows = await server.database.read(({ manager }) =>
      manager.find(KeyUse, { where: { tenantId: shop.id }, order: { credentialKind: 'ASC' } }),
    );
    const widget = (await keysOf(server).list(shop.id)).find(({ type }) => type === 'widget')!.id;
    expect(rows.map(({ keyId, credentialKind, count }) => [keyId, credentialKind, Number(count)])).toEqual([
      [shop.keyId, 'api_key', 1],
      [shop.keyId, 'minted_token', 4],
      [shop.keyId, 'signed_search', 1],
      [widget, 'widget_key', 1],
    ]);
    for (const { lastUsedAt } of rows) expect(lastUsedAt).toBeGreaterThanOrEqual(before);
  });

  it('add up, and stay when the key is revoked', async () => {
    const shop = await buildTenant(server);
    const uses = serviceOf(server, KeyUses);
    const use = async () => {
      await server.request('/v2/resources', { bearer: mintedToken(shop, '/v2/resources') });
      await uses.flush();
      const [row] = await server.database.read(({ manager }) =>
        manager.findBy(KeyUse, { tenantId: shop.id }),
      );
      return Number(row?.count);
    };
    expect([await use(), await use()]).toEqual([1, 2]);
    await keysOf(server).revoke(shop.keyId);
    expect(await use()).toBe(2);
  });
});
