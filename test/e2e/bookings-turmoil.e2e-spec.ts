import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { heldIn } from '../../src/bookings/graphs/graphs.js';
import { JournalAudit } from '../../src/journal/journal-audit.service.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { withoutDueLoop } from '../support/at-time.js';
import { startAnotherServer, startTestServer, type Answer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let second: TestServer;
let tenant: BuiltTenant;

beforeAll(async () => {
  server = await startTestServer();
  second = await startAnotherServer(server);
  tenant = await buildTenant(server);
});
afterAll(async () => {
  await second.close();
  await server.close();
});

const customer = { name: 'Bo Berg', email: 'bo@example.com' };
const seats = 4;
const span = (slot: number, length: number) => ({
  start: new Date(Date.UTC(2032, 0, 1, 10) + slot * 1_800_000).toISOString(),
  end: new Date(Date.UTC(2032, 0, 1, 10) + (slot + length) * 1_800_000).toISOString(),
});

interface Row {
  readonly id: string;
  readonly graph: string;
  readonly state: string;
  readonly starts_at: number | string;
  readonly ends_at: number | string;
  readonly resource_id: string | null;
  readonly owner_booking_id: string | null;
  readonly current_seats: number | null;
  readonly project_id: string | null;
}
interface Held {
  readonly booking_id: string;
  readonly resource_id: string;
  readonly starts_at: number | string;
  readonly ends_at: number | string;
  readonly exclusive: boolean | number;
}

const select = <T>(text: string): Promise<T[]> =>
  server.database.read(({ manager }) => manager.query<T[]>(text));

/** One step of the turmoil: what it does, with two numbers that choose on what. */
const step = fc.record({
  kind: fc.constantFrom(
    ...[
      'create',
      'create',
      'mutual',
      'project',
      'double',
      'reserve',
      'take over',
      'extend',
      'ask',
      'owner',
      'seat',
      'seat',
    ],
    ...[
      'paid seat',
      'cancel',
      'cancel',
      'confirm',
      'reschedule',
      'reschedule',
      'delete',
      'complete',
      'bulk',
      'pay',
    ],
  ),
  a: fc.nat(1_000),
  b: fc.nat(1_000),
  slot: fc.nat(30),
  length: fc.integer({ min: 1, max: 3 }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

describe('whatever happens to bookings at once, on two servers', () => {
  it('nothing overlaps, seats are counted right, the journal verifies, and nothing is answered with a 5xx', async () => {
    const resources = [await buildResource(server, tenant), await buildResource(server, tenant)];
    const [one, other] = [resources[0]?.id, resources[1]?.id];
    const mutual = await buildProject(server, tenant, { availability: { mode: 'mutual' } }, resources);
    const round = await buildProject(server, tenant, {}, resources.toReversed());
    const known: { bookings: string[]; holds: string[]; owners: string[] } = {
      bookings: [],
      holds: [],
      owners: [],
    };
    let asked = 0;
    const answers: Answer[] = [];

    const send = async (path: string, body: unknown, method = 'POST'): Promise<Answer> => {
      asked += 1;
      const to = asked % 2 === 0 ? server : second;
      const answer = await to.request(`/v2/bookings${path}`, { method, body, basic: tenant.secret });
      answers.push(answer);
      return answer;
    };
    const keep = async (list: string[], answer: Promise<Answer>) => {
      const { status, body } = await answer;
      if (status === 201) list.push(String(body.data.id));
    };
    const pick = (list: readonly string[], at: number) =>
      list[at % list.length] ?? '00000000-0000-7000-8000-000000000000';

    const run = async ({ kind, a, b, slot, length }: Step): Promise<unknown> => {
      const resource_id = a % 2 === 0 ? one : other;
      const time = span(slot, length);
      const booking = pick(known.bookings, a);
      const body = { ...time, customer };
      const { bookings, holds, owners } = known;
      switch (kind) {
        case 'create':
          return keep(
            bookings,
            send('', { ...body, resource_id, graph: b % 2 === 0 ? 'instant' : 'instant_payment' }),
          );
        case 'mutual':
          return keep(bookings, send('', { ...body, resource_id, project_id: mutual.id }));
        case 'project':
          return keep(bookings, send('', { ...body, project_id: round.id }));
        case 'double':
          return keep(
            bookings,
            send('', { ...body, resource_id, settings: { allow_double_bookings: true } }),
          );
        case 'ask':
          return keep(bookings, send('', { ...body, resource_id, graph: 'confirm_decline' }));
        case 'reserve':
          return keep(holds, send('/reserve', { ...time, resource_id, reservation_time: 1 + (b % 2) }));
        case 'extend':
          return send('/reserve/extend', { id: pick(holds, a), reservation_time: 1 }, 'PUT');
        case 'take over':
          return keep(bookings, send('', { customer, reservation_id: pick(holds, a) }));
        case 'owner':
          return keep(
            owners,
            send('', { ...time, resource_id, graph: 'group_owner', group_booking: { max_seats: seats } }),
          );
        case 'seat':
        case 'paid seat':
          return keep(
            bookings,
            send('', {
              customer,
              related: { owner_booking_id: pick(owners, a) },
              graph: kind === 'seat' ? 'group_customer' : 'group_customer_payment',
            }),
          );
        case 'cancel':
          return send(
            `/${b % 6 === 0 ? pick(owners, a) : booking}/${b % 2 === 0 ? 'cancel' : 'cancel_by_customer'}`,
            {},
            'PUT',
          );
        case 'confirm':
        case 'complete':
        case 'pay':
          return send(`/${booking}/${kind}`, {}, 'PUT');
        case 'delete':
          return send(`/${b % 4 === 0 ? pick(owners, a) : booking}`, {}, 'DELETE');
        case 'reschedule':
          return keep(bookings, send(`/${booking}/reschedule`, { ...time, resource_id }));
        default:
          return send('/bulk', {
            delete_all_on_error: b % 2 === 0,
            bookings: [
              { ...body, resource_id: one },
              { ...body, ...span(slot + 4, 1), resource_id: other },
            ],
          });
      }
    };

    const steps = fc.sample(step, 600);
    for (let next = 0; next < steps.length; next += 30)
      await Promise.all(steps.slice(next, next + 45).map(run));
    // Holds that run out between one look at the rows and the next would seem to have left half of themselves.
    await Promise.all([withoutDueLoop(server), withoutDueLoop(second)]);

    const failures = answers.filter(({ status }) => status >= 500);
    expect(failures.map(({ status, body }) => [status, body])).toEqual([]);
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 409]));

    const rows = await select<Row>(`SELECT * FROM bookings WHERE tenant_id = '${tenant.id}'`);
    const held = await select<Held>(
      `SELECT * FROM occupancies WHERE tenant_id = '${tenant.id}' ORDER BY resource_id, starts_at`,
    );
    for (const { id } of resources) {
      const theirs = held.filter(({ resource_id, exclusive }) => resource_id === id && Boolean(exclusive));
      for (let next = 1; next < theirs.length; next += 1)
        expect(Number(theirs[next]?.starts_at)).toBeGreaterThanOrEqual(Number(theirs[next - 1]?.ends_at));
    }
    const holding = rows.filter(({ graph, state }) => heldIn(graph, state) === 'resource');
    expect(new Set(held.map(({ booking_id }) => booking_id))).toEqual(new Set(holding.map(({ id }) => id)));
    for (const { id, starts_at, ends_at, project_id } of holding) {
      const theirs = held.filter(({ booking_id }) => booking_id === id);
      expect(theirs).toHaveLength(project_id === mutual.id ? 2 : 1);
      for (const row of theirs) expect([row.starts_at, row.ends_at]).toEqual([starts_at, ends_at]);
    }
    for (const owner of rows.filter(({ graph }) => graph === 'group_owner')) {
      const taken = rows.filter(
        ({ owner_booking_id: id, graph, state }) => id === owner.id && heldIn(graph, state) === 'seat',
      );
      expect({ state: owner.state, seats: owner.current_seats }).toEqual({
        state: owner.state,
        seats: taken.length,
      });
      expect(taken.length).toBeLessThanOrEqual(seats);
      if (owner.state === 'cancelled') expect(taken.filter(({ state }) => state !== 'completed')).toEqual([]);
    }
    const audit = await server.app.get(JournalAudit, { strict: false }).verify(tenant.id);
    expect(audit).toMatchObject({ findingCount: 0 });
    const last = await select<{ booking_id: string; to_state: string | null }>(
      `SELECT j.booking_id, j.to_state FROM journal j WHERE j.tenant_id = '${tenant.id}' AND j.sequence = (SELECT max(k.sequence) FROM journal k WHERE k.tenant_id = j.tenant_id AND k.booking_id = j.booking_id)`,
    );
    const states = new Map(rows.map(({ id, state }) => [id, state]));
    for (const { booking_id, to_state } of last)
      expect([booking_id, to_state]).toEqual([booking_id, states.get(booking_id) ?? null]);
    expect(last.map(({ booking_id }) => booking_id)).toEqual(expect.arrayContaining([...states.keys()]));
  });
});
