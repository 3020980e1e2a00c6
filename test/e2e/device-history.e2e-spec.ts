import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { buildAccesses, buildIdentity } from '../builders/accesses.js';
import { buildDevice } from '../builders/devices.js';
import { openShop } from '../builders/shop.js';
import { bytesOf } from '../support/door.js';

const { server, tenant, other, app } = await openShop();
afterAll(() => server.close());

const path = '/v2/proj/access-history';
const idsOf = (body: { docs: { id: string }[] }) => body.docs.map(({ id }) => id);

interface Facts {
  readonly user: 'ann' | 'ben' | null;
  readonly device: number | null;
  readonly identity: number | null;
  readonly signed: boolean;
}

/** Ann has two devices, Ben one, all three of two identities; some clients only identify themselves. */
const identities = [await buildIdentity(server, tenant), await buildIdentity(server, tenant)];
const devices = [
  await buildDevice(server, tenant, 'ann', { identityId: identities[0]!.id }),
  await buildDevice(server, tenant, 'ann', { identityId: identities[1]!.id }),
  await buildDevice(server, tenant, 'ben', { identityId: identities[0]!.id }),
];
const userIds = { ann: devices[0]!.userId, ben: devices[2]!.userId };
const facts: Facts[] = [];
for (const signed of [true, false]) {
  for (const [device, user, identity] of [
    [0, 'ann', 0],
    [1, 'ann', 1],
    [2, 'ben', 0],
    [2, 'ben', 1],
    [null, null, 0],
    [0, null, 1],
  ] as const)
    for (let times = 0; times < 3; times += 1) facts.push({ device, user, identity, signed });
}
const began = Date.now() - facts.length;
const rows = await buildAccesses(
  server,
  tenant,
  facts.map(({ user, device, identity, signed }, index) => ({
    action: user === null ? 'identify' : 'attach',
    userId: user === null ? null : userIds[user],
    deviceId: device === null ? null : devices[device]!.id,
    identityId: identity === null ? null : identities[identity]!.id,
    signed,
    confidence: index,
    createdAt: began + index,
  })),
);

/** Another merchant's, of the same user name. */
const foreignIdentity = await buildIdentity(server, other);
const foreign = await buildDevice(server, other, 'ann', { identityId: foreignIdentity.id });
await buildAccesses(server, other, [
  { userId: foreign.userId, deviceId: foreign.id, identityId: foreignIdentity.id },
]);
const foreignOnly = await buildDevice(server, other, 'carl');

describe('the access history', () => {
  it.each(
    [null, 'ann', 'ben'].flatMap((user) =>
      [null, 0, 2].flatMap((device) =>
        [null, 0, 1].flatMap((identity) =>
          [null, true, false].map((signed) => [user, device, identity, signed] as const),
        ),
      ),
    ),
  )(
    'holds what all filters let through, the newest first: user %s, device %s, identity %s, signed %s',
    async (user, device, identity, signed) => {
      const query = new URLSearchParams({ per: '50' });
      if (user !== null) query.set('user', user);
      if (device !== null) query.set('device', devices[device]!.id);
      if (identity !== null) query.set('identity', identities[identity]!.id);
      if (signed !== null) query.set('signed', String(signed));
      const answer = await app(`${path}?${query.toString()}`);
      if (query.size === 1) {
        expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, ['user']]);
        return;
      }
      const expected = rows
        .filter((_, index) => {
          const fact = facts[index]!;
          return (
            (user === null || fact.user === user) &&
            (device === null || fact.device === device) &&
            (identity === null || fact.identity === identity) &&
            (signed === null || fact.signed === signed)
          );
        })
        .map(({ id }) => id)
        .reverse();
      expect([answer.status, idsOf(answer.body), answer.body.totalDocs]).toEqual([
        200,
        expected,
        expected.length,
      ]);
    },
  );

  it('shows each access with all its members', async () => {
    const answer = await app(`${path}?user=ann&signed=true&per=1`);
    const last = rows[5]!;
    expect(answer.body).toEqual({
      docs: [
        {
          id: last.id,
          action: 'attach',
          user: 'ann',
          device: devices[1]!.id,
          identity: identities[1]!.id,
          signed: true,
          api_key: 'key-1',
          confidence: 0.005,
          ip: 'h',
          created_at: new Date(last.createdAt).toISOString().replace('Z', '+00:00').replace('.000', ''),
        },
      ],
      totalDocs: 6,
      limit: 1,
      totalPages: 6,
      page: 1,
      pagingCounter: 1,
      hasPrevPage: false,
      hasNextPage: true,
      prevPage: null,
      nextPage: 2,
    });
    const identified = await app(`${path}?identity=${identities[0]!.id}&signed=false&per=1`);
    expect(identified.body.docs[0]).toMatchObject({ action: 'identify', user: null, device: null });
  });

  it('is led through page by page to its end and beyond', async () => {
    const all = rows
      .filter((_, index) => facts[index]!.user === 'ann')
      .map(({ id }) => id)
      .reverse();
    const seen: string[] = [];
    for (let page = 1; page <= 3; page += 1) {
      const { body } = await app(`${path}?user=ann&per=5&page=${page}`);
      expect(body).toMatchObject({
        totalDocs: 12,
        limit: 5,
        totalPages: 3,
        page,
        pagingCounter: (page - 1) * 5 + 1,
        hasPrevPage: page > 1,
        hasNextPage: page < 3,
        prevPage: page > 1 ? page - 1 : null,
        nextPage: page < 3 ? page + 1 : null,
      });
      seen.push(...idsOf(body));
    }
    expect(seen).toEqual(all);
    for (const page of [4, 1_000_000]) {
      const { status, body } = await app(`${path}?user=ann&per=5&page=${page}`);
      expect([status, body.docs, body.totalDocs, body.hasNextPage, body.prevPage]).toEqual([
        200,
        [],
        12,
        false,
        page - 1,
      ]);
    }
  });

  it.each([
    ['per', ['0', '51', 'abc', '1e1', '-1', '1.5', '']],
    ['page', ['0', 'abc', '1e1', '1000001', '']],
    ['signed', ['yes', 'TRUE', '1', '']],
    ['user', ['', 'a%00b', 'x'.repeat(511)]],
    ['device', ['', 'x'.repeat(101)]],
    ['identity', ['', 'x'.repeat(101)]],
  ])('refuses a %s that is none', async (name, values) => {
    for (const value of values) {
      const answer = await app(`${path}?${name === 'user' ? '' : 'user=ann&'}${name}=${value}`);
      expect([value, answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([value, 422, [name]]);
    }
    expect((await app(`${path}?user=ann&per=1&per=2`)).status).toBe(400);
  });

  it('answers of what another merchant has as of what nobody has', async () => {
    const requestId = { 'X-Request-Id': 'request-0001' };
    for (const [name, foreignOne, missing] of [
      ['user', 'carl', 'nobody'],
      ['device', foreign.id, newId()],
      ['device', foreignOnly.id, 'no-id'],
      ['identity', foreignIdentity.id, newId()],
      ['identity', foreignIdentity.id, "'"],
    ]) {
      const answers = await Promise.all(
        [foreignOne, missing].map((value) =>
          app(`${path}?${name}=${encodeURIComponent(value!)}`, { headers: requestId }),
        ),
      );
      expect(answers[0]!.body).toMatchObject({ docs: [], totalDocs: 0, totalPages: 1 });
      expect(bytesOf(answers[0]!)).toBe(bytesOf(answers[1]!));
    }
    const both = await app(`${path}?user=ann&device=${foreign.id}`);
    expect(both.body.totalDocs).toBe(0);
  });

  it('is the merchant’s server’s alone', async () => {
    const client = Buffer.from(`${tenant.keyId}:`).toString('base64');
    for (const route of [
      `${path}?user=ann`,
      '/v2/proj/devices',
      '/v2/proj/user/ann/devices',
      `/v2/proj/devices/identity/${newId()}`,
      '/v2/usage',
    ]) {
      const asClient = await server.request(route, { headers: { Authorization: `Basic ${client}` } });
      const asWidget = await server.request(route, { basic: tenant.widgetSecret });
      const asNobody = await server.request(route);
      expect([route, asClient.status, asWidget.status, asNobody.status]).toEqual([route, 401, 403, 401]);
    }
  });
});

describe('pages of devices', () => {
  const ofAnn = [devices[1]!, devices[0]!].map(({ id }) => id);

  it('hold a tenant’s, attached and detached ones, the newest first', async () => {
    const detachedAt = Date.now();
    const detached = await buildDevice(server, tenant, 'dan', {
      status: 'detached',
      detachedAt,
      detachedBy: 'idle',
    });
    const { body } = await app('/v2/proj/devices?per=3');
    expect(body.totalDocs).toBe(4);
    expect(idsOf(body)).toEqual([detached.id, devices[2]!.id, devices[1]!.id]);
    expect(body.docs[0]).toMatchObject({
      user: 'dan',
      status: 'detached',
      identity: null,
      device_info: {},
      federated_user: null,
    });
    expect(body).toMatchObject({ totalPages: 2, hasNextPage: true, nextPage: 2 });
    const second = await app('/v2/proj/devices?per=3&page=2');
    expect(idsOf(second.body)).toEqual([devices[0]!.id]);
    expect(second.body).toMatchObject({ pagingCounter: 4, hasPrevPage: true, prevPage: 1, nextPage: null });
  });

  it('hold a user’s, whatever characters the name is of', async () => {
    const named = await buildDevice(server, tenant, 'ä b%2F+"');
    expect(idsOf((await app(`/v2/proj/user/${encodeURIComponent('ä b%2F+"')}/devices`)).body)).toEqual([
      named.id,
    ]);
    expect(idsOf((await app('/v2/proj/user/ann/devices')).body)).toEqual(ofAnn);
    expect(idsOf((await app('/v2/proj/user/ann/devices?per=1&page=2')).body)).toEqual([ofAnn[1]]);
  });

  it('hold those of one identity, under whichever users', async () => {
    const { body } = await app(`/v2/proj/devices/identity/${identities[0]!.id}`);
    expect(idsOf(body)).toEqual([devices[2]!.id, devices[0]!.id]);
    expect(body.docs.map(({ user }: { user: string }) => user)).toEqual(['ben', 'ann']);
  });

  it('are empty for what is another merchant’s, or nobody’s', async () => {
    for (const route of [
      '/v2/proj/user/carl/devices',
      '/v2/proj/user/nobody/devices',
      `/v2/proj/devices/identity/${foreignIdentity.id}`,
      `/v2/proj/devices/identity/${newId()}`,
      '/v2/proj/devices/identity/no-id',
    ]) {
      const { status, body } = await app(route);
      expect([route, status, body.docs, body.totalDocs, body.totalPages]).toEqual([route, 200, [], 0, 1]);
    }
  });

  it.each(['/v2/proj/devices', '/v2/proj/user/ann/devices', `/v2/proj/devices/identity/${newId()}`])(
    'refuse a size that is none: %s',
    async (route) => {
      for (const query of ['per=0', 'per=51', 'per=abc', 'per=1e1', 'page=0']) {
        const answer = await app(`${route}?${query}`);
        expect([query, answer.status]).toEqual([query, 422]);
      }
      expect((await app(`${route}?per=50`)).status).toBe(200);
    },
  );
});
