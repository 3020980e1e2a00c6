import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { buildLinkingMerchant, type LinkingMerchant } from '../builders/linking-merchant.js';
import { buildConfiguration } from '../builders/tenancy.js';
import { pathOf } from '../support/link-visits.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('making action links', () => {
  let server: TestServer;
  let merchant: LinkingMerchant;
  let other: LinkingMerchant;

  beforeAll(async () => {
    server = await startTestServer();
    merchant = await buildLinkingMerchant(server);
    other = await buildLinkingMerchant(server);
  });
  afterAll(() => server.close());

  const make = (id: string, body: unknown) =>
    merchant.app(`/v2/bookings/${id}/action-links`, { method: 'POST', body });
  const tokenOf = (url: string) => new URL(url).searchParams.get('signature') ?? '';

  it('answers a link that acts, signed with the tenant’s key, until the booking’s end', async () => {
    const id = await merchant.book({ start: '2031-01-14T13:00:00Z', end: '2031-01-14T14:00:00Z' });
    const made = await make(id, { action: 'complete' });
    expect([made.status, made.body.data.expires_at]).toEqual([201, '2031-01-14T14:00:00+00:00']);
    const { url } = made.body.data as { url: string };
    expect(
      url.startsWith(`https://countersign.example/v2/bookings/${id}/external_action/complete?signature=`),
    ).toBe(true);
    const token = jsonwebtoken.verify(tokenOf(url), merchant.tenant.secret, {
      algorithms: ['HS256'],
      complete: true,
    });
    expect(token.header).toEqual({ alg: 'HS256', typ: 'JWT', kid: merchant.tenant.keyId });
    expect(token.payload).toEqual({
      booking_id: id,
      action: 'complete',
      iat: expect.any(Number),
      exp: Date.parse('2031-01-14T14:00:00Z') / 1000,
      jti: expect.any(String),
    });
    expect((await server.request(pathOf(url), { method: 'POST' })).status).toBe(200);
    expect(await merchant.stateOf(id)).toBe('completed');
  });

  it('makes each link for itself: a second one for the same is another', async () => {
    const id = await merchant.book();
    const [first, second] = [await make(id, { action: 'cancel' }), await make(id, { action: 'cancel' })];
    expect(first.body.data.url).not.toBe(second.body.data.url);
  });

  it('is asked for at every spelling of the path', async () => {
    const id = await merchant.book();
    const body = { action: 'cancel' };
    for (const before of ['/v2', '/api', '/v2/accounts/me', `/v2/accounts/${merchant.tenant.slug}`])
      for (const end of ['', '/']) {
        const path = `${before}/bookings/${id}/action-links${end}`;
        expect([path, (await merchant.app(path, { method: 'POST', body })).status]).toEqual([path, 201]);
      }
    const elsewhere = `/v2/accounts/${other.tenant.slug}/bookings/${id}/action-links`;
    expect((await merchant.app(elsewhere, { method: 'POST', body })).status).toBe(404);
  });

  it.each([
    [Math.floor(Date.UTC(2030, 0, 1) / 1000), '2030-01-01T00:00:00+00:00'],
    ['2030-01-01T01:00:00+01:00', '2030-01-01T00:00:00+00:00'],
  ])('takes an end of its own: %s', async (exp, expected) => {
    const made = await make(await merchant.book(), { action: 'cancel', exp });
    expect([made.status, made.body.data.expires_at]).toEqual([201, expected]);
  });

  it('carries a redirect, which is followed then though its origin is not listed', async () => {
    const redirect = 'https://shop.example/thanks?a=1';
    const made = await make(await merchant.book(), { action: 'cancel', redirect });
    const done = await server.request(pathOf(made.body.data.url), { method: 'POST' });
    expect([done.status, done.headers.get('location')]).toEqual([303, redirect]);
  });

  it.each([
    ['an action that the graph does not know', { action: 'pay' }, ['action']],
    ['one that happens by itself', { action: 'timeout' }, ['action']],
    ['undo, which the server alone links', { action: 'undo' }, ['action']],
    ['no action', {}, ['action']],
    ['an action that is no text', { action: 7 }, ['action']],
    ['a member that is not known', { action: 'cancel', bookingId: 'x' }, ['bookingId']],
    ['an end that is over', { action: 'cancel', exp: 1 }, ['exp']],
    ['an end that is no time', { action: 'cancel', exp: 'soon' }, ['exp']],
    ['a redirect without a scheme', { action: 'cancel', redirect: '//evil.example' }, ['redirect']],
    ['a redirect with a backslash', { action: 'cancel', redirect: 'https:/\\evil.example' }, ['redirect']],
    ['a redirect with a user name', { action: 'cancel', redirect: 'https://a@evil.example' }, ['redirect']],
    ['a redirect that is a script', { action: 'cancel', redirect: 'javascript:alert(1)' }, ['redirect']],
    ['a redirect that is no text', { action: 'cancel', redirect: ['https://a.example'] }, ['redirect']],
    ['no object', [], ['body']],
  ])('refuses %s', async (_title, body, fields) => {
    const refused = await make(await merchant.book(), body);
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([422, fields]);
  });

  it('wants an end of its own for a booking that is over', async () => {
    const id = await merchant.book({
      start: '2020-01-01T10:00:00Z',
      end: '2020-01-01T11:00:00Z',
      settings: { allow_double_bookings: true },
    });
    expect((await make(id, { action: 'no_show' })).body.errors).toEqual({
      exp: ['is needed, because the booking is over'],
    });
    expect((await make(id, { action: 'no_show', exp: '2031-01-01T00:00:00Z' })).status).toBe(201);
  });

  it('is for the merchant’s server and its own bookings: anything else is missing', async () => {
    const [mine, theirs] = [await merchant.book(), await other.book()];
    const absent = await make('01890000-0000-7000-8000-000000000000', { action: 'cancel' });
    const foreign = await make(theirs, { action: 'cancel' });
    expect([absent.status, foreign.status]).toEqual([404, 404]);
    expect(foreign.text.replace(foreign.body.request_id, '')).toBe(
      absent.text.replace(absent.body.request_id, ''),
    );
    const path = `/v2/bookings/${mine}/action-links`;
    const body = { action: 'cancel' };
    const user = (await buildConfiguration(server, merchant.tenant)).token();
    for (const credential of [{ basic: merchant.tenant.widgetSecret }, { bearer: user }])
      expect((await server.request(path, { method: 'POST', body, ...credential })).status).toBe(403);
    expect((await server.request(path, { method: 'POST', body })).status).toBe(401);
  });

  it('stands in a booking’s answer where it is asked for: a customer’s actions that are possible now, until the booking’s end', async () => {
    const id = await merchant.book();
    const { customer_action_links: links, attributes } = await merchant.booking(id, 'customer_action_links');
    expect(Object.keys(links).sort()).toEqual(['cancel_by_customer', 'reschedule_by_customer']);
    const payload = jsonwebtoken.decode(tokenOf(links.cancel_by_customer)) as { exp: number };
    expect(payload.exp).toBe(Date.parse(attributes.event_info.end) / 1000);
    expect((await server.request(pathOf(links.cancel_by_customer), { method: 'POST' })).status).toBe(200);
    expect((await merchant.booking(id, 'customer_action_links')).customer_action_links).toEqual({});
  });
});
