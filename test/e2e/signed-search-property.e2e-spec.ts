import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { writeCursor } from '../../src/common/cursor.js';
import type { SearchPair } from '../../src/common/search.js';
import { newId } from '../../src/common/ids.js';
import { signedSearchToken } from '../builders/signed-tokens.js';
import {
  base,
  buildWorld,
  hourMs,
  keys,
  matches,
  places,
  someEmail,
  someValue,
  specs,
  type Placed,
  type World,
} from '../support/signed-scope-world.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';

/** Worlds and questions beyond this are not begun. */
/** Worlds that each law is tried in; a thorough run takes more of them. */
const runs = 8;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

type Pair = readonly [field: string, value: string];

const email = someEmail.map((value): Pair => ['customer.email', value]);
const meta = fc
  .tuple(fc.constantFrom(...keys), someValue)
  .map(([key, value]): Pair => [`meta.${key}`, value]);
const state = fc.constantFrom(...places).map(([, value]): Pair => ['state', value]);
const graph = fc.constantFrom(...places).map(([value]): Pair => ['graph', value]);
const completed = fc.constantFrom('true', 'false').map((value): Pair => ['completed', value]);
const name = fc
  .constantFrom('ann*', '*berg', '*n*', 'ANN BERG', '*', '%', '*_*', 'ånn', '**')
  .map((value): Pair => ['customer.name', value]);
/** `0` and `1` stand for the ids of the tenant's resources. */
const resource = fc.constantFrom('0', '1', 'x').map((value): Pair => ['resource.id', value]);
const further = fc.oneof(state, graph, completed, name, resource, meta, email);

/** What a customer asks: who they are, what else was signed, what their page adds, and how it reads the list. */
const question = fc.record({
  tenant: fc.constantFrom(0, 0, 1, 2),
  identity: fc.oneof(email, meta),
  signed: fc.array(further, { maxLength: 2 }),
  added: fc.array(further, { maxLength: 2 }),
  field: fc.constantFrom('created_at', 'updated_at', 'start', 'end'),
  direction: fc.constantFrom('asc', 'desc'),
  limit: fc.integer({ min: 1, max: 7 }),
  window: fc.option(fc.tuple(fc.integer({ min: -1, max: 7 }), fc.integer({ min: 1, max: 8 })), { freq: 2 }),
  include: fc.subarray([
    'event',
    'user',
    'project',
    'owner_booking',
    'history',
    'customer_action_links',
    'link_touches',
  ]),
  forged: fc.record({
    value: fc.constantFrom(-1e15, base, base + 2, base + 3 * hourMs, 1e15),
    top: fc.boolean(),
  }),
});
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

/** A customer at the door: their token, their search, and what a naive reader finds for them. */
function customerOf(world: World, asked: Question) {
  const real = ([field, value]: Pair): Pair =>
    field === 'resource.id'
      ? [field, world.resourceIds[asked.tenant]?.[Number(value)] ?? value]
      : [field, value];
  const firstOf = (pairs: readonly Pair[]) => new Map(pairs.toReversed().map(real));
  const signed = firstOf([asked.identity, ...asked.signed]);
  const all = new Map([...firstOf(asked.added), ...signed]);
  const tenant = world.tenants[asked.tenant] as World['tenants'][number];
  const bounds =
    asked.window === null
      ? null
      : { start: base + asked.window[0] * hourMs, end: base + (asked.window[0] + asked.window[1]) * hourMs };
  const own = world.bookings.filter(
    (placed) => placed.tenant === asked.tenant && [...all].every((pair) => matches(placed, pair)),
  );
  const inWindow = ({ booking }: Placed) =>
    bounds === null || (booking.startsAt < bounds.end && booking.endsAt > bounds.start);
  const parameters = {
    search: [...all].map(([field, value]) => `${field}:${value}`).join(';'),
    signed_search: signedSearchToken(tenant, Object.fromEntries(signed)),
    include: asked.include.join(','),
  };
  const windowed = {
    ...parameters,
    ...(bounds !== null && {
      start: new Date(bounds.start).toISOString(),
      end: new Date(bounds.end).toISOString(),
    }),
  };
  const pairs: SearchPair[] = [...signed].map(([field, value]) => ({ field, value }));
  return { tenant, own, found: own.filter(inWindow), parameters, windowed, pairs, bounds };
}

const get = (path: string, parameters: Record<string, string>) =>
  server.request(`${path}?${new URLSearchParams(parameters).toString()}`);

const columns = {
  created_at: 'createdAt',
  updated_at: 'updatedAt',
  start: 'startsAt',
  end: 'endsAt',
} as const;

/** The ids in the order that was asked for, ties by id. */
function inOrder(found: readonly Placed[], { field, direction }: Question): string[] {
  const column = columns[field];
  const sorted = found
    .map(({ booking }) => booking)
    .toSorted((one, other) => one[column] - other[column] || (one.id < other.id ? -1 : 1));
  return (direction === 'asc' ? sorted : sorted.toReversed()).map(({ id }) => id);
}

const idsIn = (answer: Answer): string[] => {
  expect({ status: answer.status, errors: answer.body.errors }).toEqual({ status: 200, errors: undefined });
  return (answer.body.data as { id: string }[]).map(({ id }) => id);
};

/** Nothing that is marked as somebody else's or the merchant's. */
const expectNothingHidden = (answer: Answer) => expect(answer.text).not.toContain('HIDDEN');

async function walksTheList(world: World, asked: Question): Promise<void> {
  const { windowed, found } = customerOf(world, asked);
  const ordered = {
    ...windowed,
    orderBy: asked.field,
    sortedBy: asked.direction,
    limit: String(asked.limit),
  };
  const expected = inOrder(found, asked);
  const byCursor: string[] = [];
  let cursor: string | null = null;
  do {
    const answer: Answer = await get('/v2/bookings', { ...ordered, ...(cursor !== null && { cursor }) });
    byCursor.push(...idsIn(answer));
    expectNothingHidden(answer);
    if (cursor === null) expect(answer.body.total).toBe(expected.length);
    cursor = answer.body.next_cursor;
  } while (cursor !== null && byCursor.length <= expected.length);
  expect(byCursor).toEqual(expected);

  const last = Math.ceil(expected.length / asked.limit);
  for (const page of new Set([2, last, last + 1].filter((number) => number > 0))) {
    const answer = await get('/v2/bookings', { ...ordered, page: String(page) });
    expect(idsIn(answer)).toEqual(expected.slice((page - 1) * asked.limit, page * asked.limit));
    expect(answer.body.total).toBe(expected.length);
  }
}

/** A cursor that a customer writes by themselves, for their own list: whatever it says, it leaves rows out. */
async function forgesACursor(world: World, asked: Question): Promise<void> {
  const { tenant, windowed, found, pairs, bounds } = customerOf(world, asked);
  const filters = [{ rows: 'signed', pairs }, windowed.search, bounds?.start ?? null, bounds?.end ?? null];
  const identity = {
    name: 'bookings',
    tenantId: tenant.id,
    filters,
    ordering: `${asked.field} ${asked.direction}`,
  };
  const position = {
    value: asked.forged.value,
    id: asked.forged.top ? 'ffffffff-ffff-ffff-ffff-ffffffffffff' : newId(),
  };
  const answer = await get('/v2/bookings', {
    ...windowed,
    orderBy: asked.field,
    sortedBy: asked.direction,
    limit: '1000',
    cursor: writeCursor(position, identity),
  });
  if (answer.status === 422) {
    expect(Object.keys(answer.body.errors)).toEqual(['cursor']);
    return;
  }
  const expected = inOrder(found, asked);
  const ids = idsIn(answer);
  expect(ids).toEqual(expected.slice(expected.length - ids.length));
  expect(answer.body.total).toBeNull();
}

async function opensBookings(world: World, asked: Question): Promise<void> {
  const { own, parameters } = customerOf(world, asked);
  const inside = new Set(own.map(({ booking }) => booking.id));
  const strangers = world.bookings.filter(({ booking }) => !inside.has(booking.id)).slice(0, 6);
  const absent = await get(`/v2/bookings/${newId()}`, parameters);
  expect(absent.status).toBe(404);
  for (const { booking } of [...own.slice(0, 4), ...strangers]) {
    const answer = await get(`/v2/bookings/${booking.id}`, parameters);
    expectNothingHidden(answer);
    if (inside.has(booking.id)) expect([answer.status, answer.body.data.id]).toEqual([200, booking.id]);
    else expect(withoutRequest(answer)).toBe(withoutRequest(absent));
  }
}

const withoutRequest = ({ status, text, body }: Answer): string =>
  `${status} ${text.replaceAll(String(body.request_id), 'REQUEST')}`;

async function readsTheCalendar(world: World, asked: Question): Promise<void> {
  const { windowed, parameters, found, own } = customerOf(world, asked);
  const answer = await get('/v2/bookings.ics', windowed);
  expect(answer.status).toBe(200);
  expectNothingHidden(answer);
  const events = found.filter(({ booking }) => booking.graph !== 'reservation');
  expect(uidsIn(answer)).toEqual(events.map(({ booking }) => booking.id).sort());
  for (const { booking } of world.bookings.slice(0, 4)) {
    const one = await get('/v2/bookings.ics', { ...parameters, id: booking.id });
    const isTheirs = booking.graph !== 'reservation' && own.some((placed) => placed.booking === booking);
    expect(one.status).toBe(isTheirs ? 200 : 404);
    if (isTheirs) expect(uidsIn(one)).toEqual([booking.id]);
  }
}

const uidsIn = (answer: Answer): string[] =>
  new ICAL.Component(ICAL.parse(answer.text) as never)
    .getAllSubcomponents('vevent')
    .map((event) => String(event.getFirstPropertyValue('uid')))
    .sort();

const listOf = (world: World, asked: Question, more: Record<string, string>) =>
  get('/v2/bookings', {
    ...customerOf(world, asked).windowed,
    orderBy: asked.field,
    sortedBy: asked.direction,
    ...more,
  });

const cursorOf = async (world: World, asked: Question): Promise<string | null> =>
  (await listOf(world, asked, { limit: '1' })).body.next_cursor;

/** Equal exactly for the same list. */
function sameList(world: World, asked: Question): string {
  const { tenant, windowed, pairs, bounds } = customerOf(world, asked);
  return JSON.stringify([tenant.id, windowed.search, pairs, bounds, asked.field, asked.direction]);
}

describe('no answer to a signed search', () => {
  it.each([
    ['a list by cursors and pages', walksTheList, 20],
    ['a list after a forged cursor', forgesACursor, 25],
    ['single bookings', opensBookings, 12],
    ['a calendar', readsTheCalendar, 12],
  ])('holds a booking outside its scope, and none is missing: %s', async (_, check, questions) => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(
        specs,
        fc.array(question, { minLength: questions, maxLength: questions }),
        async (wanted, asked) => {
          const world = await buildWorld(server, wanted);
          for (const one of asked) await check(world, one);
          answered += asked.length;
        },
      ),
      { numRuns: runs, endOnFailure: true },
    );
    expect(answered).toBeGreaterThan(0);
  });

  it('goes on from the cursor of another search, tenant or order', async () => {
    let followed = 0;
    const pair = fc.tuple(question, question);
    await fc.assert(
      fc.asyncProperty(
        specs,
        fc.array(pair, { minLength: 20, maxLength: 20 }),
        fc.boolean(),
        async (wanted, pairs, isSame) => {
          const world = await buildWorld(server, wanted);
          for (const [one, another] of pairs) {
            const other = isSame ? { ...another, ...one } : another;
            const cursor = await cursorOf(world, one);
            if (cursor === null) continue;
            const answer = await listOf(world, other, { cursor });
            const isTheirs = sameList(world, one) === sameList(world, other);
            expect(answer.status).toBe(isTheirs ? 200 : 422);
            followed += 1;
          }
        },
      ),
      { numRuns: runs, endOnFailure: true },
    );
    expect(followed).toBeGreaterThan(0);
  });
});
