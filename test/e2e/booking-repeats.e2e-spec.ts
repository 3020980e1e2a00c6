import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { JournalRow } from '../../src/journal/journal-row.entity.js';
import { buildResource } from '../builders/resources.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { keptAnswerRow } from '../support/kept-answer-rows.js';
import { startTestServer, type RequestOptions, type TestServer } from '../support/test-server.js';

let server: TestServer;
let tenant: BuiltTenant;
let write: TestServer['database']['write'];

beforeAll(async () => {
  server = await startTestServer();
  tenant = await buildTenant(server);
  write = server.database.write.bind(server.database);
});
afterAll(() => server.close());
afterEach(() => {
  server.database.write = write;
});

const customer = { name: 'Bo', email: 'bo@example.com' };
let hours = 0;
/** A slot of its own. */
const slot = () => {
  const start = Date.UTC(2030, 0, 1) + (hours += 2) * 3_600_000;
  return { start: new Date(start).toISOString(), end: new Date(start + 3_600_000).toISOString() };
};
const send = (path: string, options: RequestOptions) =>
  server.request(path, { basic: tenant.secret, ...options });
const book = async (members: object = {}): Promise<string> => {
  const { body } = await send('/v2/bookings', { method: 'POST', body: { ...slot(), customer, ...members } });
  return body.data.id as string;
};
const newResource = async () => (await buildResource(server, tenant, { name: 'Ann' })).id;
const reserve = async () => ({ method: 'POST', body: { ...slot(), resource_id: await newResource() } });

const changes = () =>
  server.database.read(({ manager }) => manager.countBy(JournalRow, { tenantId: tenant.id }));
const kept = (key: string) => keptAnswerRow(server, tenant, key);

type Wish = readonly [path: string, options: RequestOptions];

/** Every request that changes bookings. */
const wishes: readonly (readonly [string, () => Promise<Wish>])[] = [
  ['create', async () => ['/v2/bookings', { method: 'POST', body: { ...slot(), customer } }]],
  [
    'create on a resource, with its history in the answer',
    async () => [
      '/v2/bookings?include=history,event',
      { method: 'POST', body: { ...slot(), customer, resource_id: await newResource() } },
    ],
  ],
  [
    'create that takes a reservation over',
    async () => {
      const { method, body } = await reserve();
      const { body: held } = await send('/v2/bookings/reserve', { method, body });
      return ['/v2/bookings', { method, body: { ...body, customer, reservation_id: held.data.id } }];
    },
  ],
  ['action', async () => [`/v2/bookings/${await book()}/cancel`, { method: 'PUT', body: {} }]],
  [
    'action on a group with its customers',
    async () => {
      const owner = await book({ graph: 'group_owner', group_booking: { max_seats: 3 }, what: 'Yoga' });
      for (const name of ['Al', 'Bo']) {
        const body = {
          graph: 'group_customer',
          customer: { ...customer, name },
          related: { owner_booking_id: owner },
        };
        expect((await send('/v2/bookings', { method: 'POST', body })).status).toBe(201);
      }
      return [`/v2/bookings/${owner}/cancel`, { method: 'PUT', body: {} }];
    },
  ],
  [
    'change of meta',
    async () => [`/v2/bookings/${await book()}`, { method: 'PUT', body: { meta: { a: 1 } } }],
  ],
  ['reschedule', async () => [`/v2/bookings/${await book()}/reschedule`, { method: 'POST', body: slot() }]],
  [
    'reschedule as an action',
    async () => [
      `/v2/bookings/${await book()}/reschedule_by_customer`,
      { method: 'PUT', body: { reschedule_by_customer: slot() } },
    ],
  ],
  ['reservation', async () => ['/v2/bookings/reserve', await reserve()]],
  [
    'extension of a reservation',
    async () => {
      const { body } = await send('/v2/bookings/reserve', await reserve());
      return [
        '/v2/bookings/reserve/extend',
        { method: 'PUT', body: { id: body.data.id, reservation_time: '10 minutes' } },
      ];
    },
  ],
  [
    'many bookings, all or none',
    async () => {
      const bookings = [1, 2, 3].map(() => ({ ...slot(), customer }));
      return ['/v2/bookings/bulk', { method: 'POST', body: { bookings, delete_all_on_error: true } }];
    },
  ],
  [
    'many actions, all or none',
    async () => {
      const bookings = [];
      for (let n = 0; n < 3; n += 1) bookings.push({ id: await book(), action: 'cancel' });
      return ['/v2/bookings/bulk', { method: 'PUT', body: { bookings, delete_all_on_error: true } }];
    },
  ],
];

/** Fails once, right after the commit of the transaction that kept the answer for the key. */
function failAfterCommitOf(key: string, { heard }: { readonly heard: boolean }): void {
  server.database.write = async (work) => {
    const result = await write(
      heard ? work : (transaction) => work({ ...transaction, afterCommit: () => undefined }),
    );
    if (((await kept(key))?.status ?? null) === null) return result;
    server.database.write = write;
    throw new Error('the line broke after the commit');
  };
}

describe.each(wishes)('%s with an Idempotency-Key', (_, make) => {
  const sendWith = async ([path, options]: Wish, key: string) =>
    send(path, { ...options, headers: { 'Idempotency-Key': key } });

  it('is answered with what was done when something fails after the commit, and a repetition does nothing', async () => {
    const [wish, key] = [await make(), newId()];
    const before = await changes();
    failAfterCommitOf(key, { heard: true });
    const first = await sendWith(wish, key);
    const after = await changes();
    const second = await sendWith(wish, key);
    expect(first.status).toBeLessThan(300);
    expect(after).toBeGreaterThan(before);
    expect([second.status, second.text, second.headers.get('content-type')]).toEqual([
      first.status,
      first.text,
      'application/json; charset=utf-8',
    ]);
    expect(await changes()).toBe(after);
  });

  it('does nothing again when this server never heard of its commit', async () => {
    const [wish, key] = [await make(), newId()];
    failAfterCommitOf(key, { heard: false });
    const first = await sendWith(wish, key);
    const after = await changes();
    const answers = await Promise.all([sendWith(wish, key), sendWith(wish, key)]);
    expect(first.status).toBe(500);
    for (const answer of answers) {
      expect(answer.status).toBeLessThan(300);
      expect(answer.text).toBe((await kept(key))?.body);
    }
    expect(await changes()).toBe(after);
  });

  it('changes nothing and can be repeated when its transaction fails', async () => {
    const [wish, key] = [await make(), newId()];
    const before = await changes();
    server.database.write = (work) =>
      write(async (transaction) => {
        const result = await work(transaction);
        const [row] = await transaction.manager.query<{ n: number }[]>(
          `SELECT count(*) AS n FROM idempotency_keys WHERE key = '${key}' AND status IS NOT NULL`,
        );
        if (Number(row!.n) === 0) return result;
        server.database.write = write;
        throw new Error('failed before the commit');
      });
    const first = await sendWith(wish, key);
    expect([first.status, await changes(), await kept(key)]).toEqual([500, before, null]);
    expect((await sendWith(wish, key)).status).toBeLessThan(300);
    expect(await changes()).toBeGreaterThan(before);
  });
});
