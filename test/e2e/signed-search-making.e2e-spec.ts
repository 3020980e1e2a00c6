import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { buildBookingRow } from '../builders/booking-rows.js';
import { openShop, type Shop } from '../builders/shop.js';
import { announce } from '../builders/tenancy.js';
import { newId } from '../../src/common/ids.js';
import type { Answer } from '../support/test-server.js';

describe('POST /v2/signed-searches', () => {
  let shop: Shop;
  let hers: string;

  beforeAll(async () => {
    shop = await openShop();
    const { server, tenant, other } = shop;
    const customerEmail = 'ann@example.com';
    hers = (await buildBookingRow(server, tenant, { customerEmail })).id;
    await buildBookingRow(server, tenant, { customerEmail: 'bo@example.com' });
    await buildBookingRow(server, other, { customerEmail });
  });
  afterAll(() => shop.server.close());

  const make = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    shop.app('/v2/signed-searches', { method: 'POST', body, headers });
  const ids = ({ body }: Answer): string[] => body.data.map(({ id }: { id: string }) => id);
  const opened = (address: string) => shop.server.request(address.replace('https://countersign.example', ''));

  it('answers a token, the address that lists the customer’s bookings and the page that shows them', async () => {
    const { status, body } = await make({ 'customer.email': 'ann@example.com' });
    expect(status).toBe(201);
    const { token, url, overview_url } = body.data;
    const query = `search=customer.email%3Aann%40example.com&signed_search=${token}`;
    expect(url).toBe(`https://countersign.example/v2/bookings?${query}`);
    expect(overview_url).toBe(`https://countersign.example/overview/${shop.tenant.slug}#${query}`);
    const list = await opened(url);
    expect([list.status, ids(list)]).toEqual([200, [hers]]);
  });

  it('signs with the tenant’s key, named by kid, and says when', async () => {
    const { body } = await make({ 'customer.email': 'ann@example.com', state: 'confirmed' });
    const { header, payload } = jsonwebtoken.verify(body.data.token, shop.tenant.secret, {
      algorithms: ['HS256'],
      complete: true,
    });
    expect(header).toEqual({ typ: 'JWT', alg: 'HS256', kid: shop.tenant.keyId });
    expect(payload).toEqual({
      app_slug: shop.tenant.slug,
      'customer.email': 'ann@example.com',
      state: 'confirmed',
      iat: expect.any(Number),
    });
  });

  it('takes the end as Unix seconds or as a time with offset', async () => {
    for (const exp of [1_900_000_000, '2030-03-17T18:46:40+01:00', '2030-03-17T17:46:40.999Z']) {
      const { body } = await make({ 'meta.customer': 'c-7', exp });
      expect(jsonwebtoken.decode(body.data.token)).toMatchObject({ exp: 1_900_000_000 });
    }
  });

  it.each<[string, unknown, string]>([
    ['nobody', {}, 'customer.email'],
    ['a member that is no text', { 'customer.email': ['a@b'] }, 'customer.email'],
    ['an empty value', { 'customer.email': '' }, 'customer.email'],
    ['a value with a separator', { 'customer.email': 'a@b;state:x' }, 'customer.email'],
    ['a field that no customer may search', { 'customer.email': 'a@b', 'meta._note': 'x' }, 'meta._note'],
    ['an unknown field', { 'customer.email': 'a@b', app_slug: 'other' }, 'app_slug'],
    ['a claim of its own', { 'customer.email': 'a@b', iat: '1' }, 'iat'],
    ['NUL', { 'customer.email': 'a@b\u0000' }, 'customer.email'],
    ['half a character', '{"customer.email":"a@b\\ud800"}', 'customer.email'],
    ['an end that has come', { 'customer.email': 'a@b', exp: 1_700_000_000 }, 'exp'],
    ['an end in milliseconds', { 'customer.email': 'a@b', exp: 1_900_000_000_000 }, 'exp'],
    ['an end without offset', { 'customer.email': 'a@b', exp: '2030-01-31T14:00:00' }, 'exp'],
    ['an end that is no time', { 'customer.email': 'a@b', exp: 'soon' }, 'exp'],
    ['an end on a day that is none', { 'customer.email': 'a@b', exp: '2030-02-30T14:00:00Z' }, 'exp'],
  ])('refuses %s and names the field', async (_, body, field) => {
    const answer = await make(body);
    expect([answer.status, answer.body.code, Object.keys(answer.body.errors)]).toEqual([
      422,
      'validation_failed',
      [field],
    ]);
  });

  it('signs nothing for a widget key or a user', async () => {
    const body = { 'customer.email': 'ann@example.com' };
    for (const credential of [
      { basic: shop.tenant.widgetSecret },
      { bearer: shop.configuration.token({ id: 'u' }) },
    ]) {
      const answer = await shop.server.request('/v2/signed-searches', {
        method: 'POST',
        body,
        ...credential,
      });
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
    expect((await shop.server.request('/v2/signed-searches', { method: 'POST', body })).status).toBe(401);
  });

  it('is asked for at every spelling of the path', async () => {
    const body = { 'customer.email': 'ann@example.com' };
    for (const before of ['/v2', '/api', '/v2/accounts/me', `/v2/accounts/${shop.tenant.slug}`])
      for (const path of [`${before}/signed-searches`, `${before}/signed-searches/`])
        expect([path, (await shop.app(path, { method: 'POST', body })).status]).toEqual([path, 201]);
    const elsewhere = `/v2/accounts/${shop.other.slug}/signed-searches`;
    expect((await shop.app(elsewhere, { method: 'POST', body })).status).toBe(404);
  });

  it('is for later, as an action link is, where no key of the merchant’s can be opened', async () => {
    const { server, other } = shop;
    const { id } = await buildBookingRow(server, other, {});
    const sealed = (change: string) =>
      server.database.write(({ manager }) =>
        manager.query(`UPDATE api_keys SET secret_sealed = ${change} WHERE id = '${other.keyId}'`),
      );
    const heard = () => announce(server, { topic: 'api_key', tenantId: other.id, subject: other.keyId });
    const ask = (path: string, body: unknown) =>
      server.request(path, { method: 'POST', body, basic: other.secret });
    await sealed("'lost' || secret_sealed");
    await heard();
    for (const [path, body] of [
      ['/v2/signed-searches', { 'customer.email': 'ann@example.com' }],
      [`/v2/bookings/${id}/action-links`, { action: 'cancel' }],
    ] as const) {
      const answer = await ask(path, body);
      expect([answer.status, answer.body.code]).toEqual([503, 'keys_unavailable']);
    }
    await sealed('substr(secret_sealed, 5)');
    await heard();
    expect((await ask('/v2/signed-searches', { 'customer.email': 'ann@example.com' })).status).toBe(201);
  });

  it('answers a repeated request with the first token, byte for byte', async () => {
    const headers = { 'Idempotency-Key': newId() };
    const first = await make({ 'customer.email': 'ann@example.com' }, headers);
    const second = await make({ 'customer.email': 'ann@example.com' }, headers);
    expect([second.status, second.text]).toEqual([201, first.text]);
    const other = await make({ 'customer.email': 'bo@example.com' }, headers);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_conflict']);
  });

  it('makes what narrows further, and what another merchant of the same customer cannot use', async () => {
    const narrow = await make({ 'customer.email': 'ann@example.com', state: 'cancelled_by_customer' });
    const answer = await opened(narrow.body.data.url);
    expect([answer.status, ids(answer)]).toEqual([200, []]);
    const { token } = narrow.body.data;
    const claims = jsonwebtoken.decode(token) as Record<string, unknown>;
    const forged = jsonwebtoken.sign({ ...claims, app_slug: shop.other.slug }, shop.tenant.secret);
    const url = (narrow.body.data.url as string).replace(token, forged);
    expect((await opened(url)).body.code).toBe('token_rejected');
  });
});
