import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { freshHour } from '../builders/booking-wishes.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { signedQuery, signedSearchToken } from '../builders/signed-tokens.js';
import type { Answer, RequestOptions } from '../support/test-server.js';

const { server, tenant, other, configuration, app } = await openShop();
afterAll(() => server.close());
const chair = await buildResource(server, tenant, { name: 'Chair', email: 'chair@salon.example' });

const ann = { name: 'Ann Berg', email: 'Ann@Example.com', phone: '+45 11', meta: { size: 'M', _vip: 'VIP' } };
const bo = { name: 'Bo Lund', email: 'bo@example.com', meta: { _vip: 'VIP' } };
const email = { 'customer.email': 'ann@example.com' };

async function booked(body: object, options: RequestOptions = {}): Promise<Answer['body']> {
  const answer = await app('/v2/bookings', {
    method: 'POST',
    body: { ...freshHour(), customer: ann, ...body },
    ...options,
  });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.body.data;
}

/** What the holder of a token for these pairs is answered; `search` is what they ask for beside them. */
function asCustomer(
  pairs: Record<string, string> = email,
  {
    path = '/v2/bookings',
    search = '',
    ...more
  }: Record<string, string> & { path?: string; search?: string } = {},
): Promise<Answer> {
  const query = new URLSearchParams(signedQuery(signedSearchToken(tenant, pairs), pairs, more));
  if (search !== '') query.set('search', `${query.get('search')};${search}`);
  return server.request(`${path}?${query.toString()}`);
}
const idsIn = ({ status, body }: Answer): string[] => {
  expect([status, body.errors]).toEqual([200, undefined]);
  return (body.data as { id: string }[]).map(({ id }) => id);
};
const withoutRequest = ({ text, status, headers, body }: Answer) => [
  status,
  headers.get('content-type'),
  text.replaceAll(String(body.request_id), 'REQUEST'),
];

/** The newest first. */
const anns: string[] = [];
let bosId = '';
let elsewhereId = '';
let eventId = '';
let seatId = '';

beforeAll(async () => {
  const first = await booked({
    what: 'Haircut',
    resource_id: chair.id,
    meta: { order: 'A-7', member: '17', _margin: 'MARGIN' },
  });
  const second = await booked({ customer: { ...ann, email: 'ANN@example.com' }, meta: { member: '17' } });
  const event = { graph: 'group_owner', state: 'tentative', maxSeats: 5, currentSeats: 2 };
  eventId = (await buildBookingRow(server, tenant, event)).id;
  bosId = (await booked({ customer: bo, meta: { member: '18', order: 'A-7' } })).id;
  const elsewhere = await server.request('/v2/bookings', {
    method: 'POST',
    basic: other.secret,
    body: { ...freshHour(), customer: ann, meta: { member: '17' } },
  });
  elsewhereId = elsewhere.body.data.id;
  anns.push(second.id, first.id);
});

describe('a customer’s list', () => {
  it('holds their bookings, whatever the case of their address, and nobody else’s', async () => {
    const answer = await asCustomer();
    expect(idsIn(answer)).toEqual(anns);
    expect(answer.body).toMatchObject({ total: 2, last_page: 1, from: 1, to: 2, next_cursor: null });
    for (const hidden of [bosId, elsewhereId, 'bo@example.com']) expect(answer.text).not.toContain(hidden);
  });

  it('is the same whatever others book', async () => {
    const asked = { limit: '1', orderBy: 'start', include: 'event,project,owner_booking' };
    const before = await asCustomer(email, asked);
    await booked({ customer: bo });
    await server.request('/v2/bookings', {
      method: 'POST',
      basic: other.secret,
      body: { ...freshHour(), customer: ann },
    });
    expect((await asCustomer(email, asked)).text).toBe(before.text);
  });

  it('is narrowed by further pairs, and never widened', async () => {
    expect(idsIn(await asCustomer(email, { search: 'meta.order:A-7' }))).toEqual([anns[1]]);
    expect(idsIn(await asCustomer(email, { search: `resource.id:${chair.id};state:confirmed` }))).toEqual([
      anns[1],
    ]);
    for (const search of ['state:cancelled', 'meta.member:18', 'customer.name:Bo*', `user.id:${newId()}`])
      expect(idsIn(await asCustomer(email, { search }))).toEqual([]);
    expect(idsIn(await asCustomer(email, { search: 'customer.name:*' }))).toEqual(anns);
  });

  it('is bound by every signed pair', async () => {
    expect(idsIn(await asCustomer({ ...email, 'meta.order': 'A-7' }))).toEqual([anns[1]]);
    expect(idsIn(await asCustomer({ ...email, state: 'cancelled' }))).toEqual([]);
    expect(idsIn(await asCustomer({ ...email, 'meta.member': '18' }))).toEqual([]);
  });

  it('is found by a signed member of meta, to the letter', async () => {
    expect(idsIn(await asCustomer({ 'meta.member': '17' }))).toEqual(anns);
    expect(idsIn(await asCustomer({ 'meta.Member': '17' }))).toEqual([]);
    expect(idsIn(await asCustomer({ 'meta.member': '1*' }))).toEqual([]);
  });

  it.each(['*', '*@example.com', 'ann@example.com*', '%', 'ann_example.com', "' OR 1=1 --"])(
    'knows no wildcard in an address: %s',
    async (address) => {
      expect(idsIn(await asCustomer({ 'customer.email': address }))).toEqual([]);
    },
  );

  it.each([
    ['meta._margin:MARGIN', 'meta._margin'],
    ['customer.shoe:42', 'customer.shoe'],
    ['tenant_id:1', 'tenant_id'],
    ['completed:perhaps', 'completed'],
    ['customer.email:bo@example.com', 'customer.email'],
  ])('refuses %s and names it', async (search, named) => {
    for (const path of ['/v2/bookings', `/v2/bookings/${anns[0]}`, '/v2/bookings.ics']) {
      const answer = await asCustomer(email, { path, search });
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, ['search']]);
      expect(answer.text).toContain(named);
      expect(answer.text).not.toContain('MARGIN');
    }
  });

  it('is paged, sorted and windowed within what they see', async () => {
    const pages = await Promise.all(
      ['1', '2', '3'].map(async (page) => asCustomer(email, { limit: '1', page, orderBy: 'start' })),
    );
    expect(pages.map(idsIn)).toEqual([[anns[1]], [anns[0]], []]);
    expect(pages.map(({ body }) => body.total)).toEqual([2, 2, 2]);
    const far = { start: '2040-01-01T00:00:00Z', end: '2041-01-01T00:00:00Z' };
    expect(idsIn(await asCustomer(email, far))).toEqual([]);
    expect((await asCustomer(email, { limit: '1', count: 'false' })).body.total).toBeNull();
  });

  it('names its pages without the token', async () => {
    const { body, text } = await asCustomer(email, { limit: '1' });
    expect(body.next_page_url).toBe(
      'https://countersign.example/v2/bookings?search=customer.email%3Aann%40example.com&limit=1&page=2',
    );
    expect(text).not.toContain('signed_search');
  });

  it('takes the cursor of no other list', async () => {
    const cursor = (await asCustomer(email, { limit: '1' })).body.next_cursor;
    expect(idsIn(await asCustomer(email, { limit: '1', cursor }))).toEqual([anns[1]]);
    const merchants = (await app('/v2/bookings?limit=1')).body.next_cursor;
    const narrower = (await app(`/v2/bookings?limit=1&search=customer.email:ann@example.com`)).body
      .next_cursor;
    for (const foreign of [
      merchants,
      narrower,
      `${cursor}x`,
      'null',
      Buffer.from('[1,2,3]').toString('base64url'),
    ]) {
      const answer = await asCustomer(email, { cursor: foreign });
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, ['cursor']]);
    }
    const sorted = await asCustomer(email, { cursor, orderBy: 'start' });
    expect(sorted.status).toBe(422);
  });

  it.each(['customer_email', 'meta', 'customers', 'id', 'created_at;--', 'user_id', '__proto__'])(
    'cannot be ordered by %s',
    async (orderBy) => {
      const answer = await asCustomer(email, { orderBy });
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, ['orderBy']]);
    },
  );
});

describe('one booking', () => {
  const open = (id: string, more: Record<string, string> = {}, pairs: Record<string, string> = email) =>
    asCustomer(pairs, { path: `/v2/bookings/${id}`, ...more });

  it('is shown to whom it belongs', async () => {
    const answer = await open(anns[0] as string);
    expect([answer.status, answer.body.data.id]).toEqual([200, anns[0]]);
  });

  it('outside the scope is missing, like one that there is not', async () => {
    const absent = withoutRequest(await open(newId()));
    expect(absent[0]).toBe(404);
    for (const id of [bosId, elsewhereId, eventId, 'x', `${anns[0]}'`])
      expect(withoutRequest(await open(encodeURIComponent(id)))).toEqual(absent);
    expect(withoutRequest(await open(anns[0] as string, { search: 'state:cancelled' }))).toEqual(absent);
    expect(withoutRequest(await open(anns[0] as string, {}, { ...email, state: 'paid' }))).toEqual(absent);
  });

  it('is narrowed by the search of the merchant’s server and of users, too', async () => {
    const id = anns[1] as string;
    expect((await app(`/v2/bookings/${id}?search=meta._margin:MARGIN`)).status).toBe(200);
    expect((await app(`/v2/bookings/${id}?search=meta._margin:OTHER`)).status).toBe(404);
    expect((await app(`/v2/bookings/${id}?search=shoe:1`)).status).toBe(422);
    const bearer = configuration.token({ id: 'narrow' });
    const own = await booked({ customer: undefined }, { bearer });
    const asUser = (search: string) => server.request(`/v2/bookings/${own.id}?search=${search}`, { bearer });
    expect((await asUser('state:confirmed')).status).toBe(200);
    expect((await asUser('state:cancelled')).status).toBe(404);
    expect((await asUser('meta._margin:1')).status).toBe(422);
  });
});

describe('what a customer is shown', () => {
  const everything =
    'event,user,project,owner_booking,history,link_touches,customer_action_links,users,journal,settings';

  it('is their booking without what is the merchant’s', async () => {
    const { body, text } = await asCustomer({ ...email, 'meta.order': 'A-7' }, { include: everything });
    const [shown] = body.data;
    expect(Object.keys(shown).sort()).toEqual([
      'attributes',
      'available_actions',
      'completed',
      'created_at',
      'customer_action_links',
      'customers',
      'event',
      'graph',
      'id',
      'meta',
      'owner_booking',
      'possible_actions',
      'project',
      'resource',
      'state',
      'updated_at',
    ]);
    expect(shown.customers).toEqual([
      { ...ann, id: expect.any(String), voip: null, timezone: null, meta: { size: 'M' } },
    ]);
    expect(shown.meta).toEqual({ order: 'A-7', member: '17' });
    expect(shown.resource).toMatchObject({ id: chair.id, name: 'Chair', email: null });
    for (const hidden of ['VIP', 'MARGIN', 'chair@salon.example']) expect(text).not.toContain(hidden);
  });

  it('is the first of a booking’s customers alone', async () => {
    const person = (name: string) => ({ ...ann, id: newId(), name, voip: null, timezone: null });
    const { id } = await buildBookingRow(server, tenant, {
      customers: [person('Cy'), person('SECOND')],
      customerEmail: 'cy@example.com',
    });
    const { body, text } = await asCustomer({ 'customer.email': 'cy@example.com' });
    expect(body.data).toMatchObject([{ id, customers: [{ name: 'Cy' }] }]);
    expect(text).not.toContain('SECOND');
    expect((await app(`/v2/bookings/${id}`)).body.data.customers).toHaveLength(2);
  });

  it('is of an event what everybody sees, with their seat and without', async () => {
    const guest = {
      id: newId(),
      name: 'GUEST',
      email: 'g@example.com',
      phone: null,
      voip: null,
      timezone: null,
      meta: {},
    };
    const owner = await buildBookingRow(server, tenant, {
      graph: 'group_owner',
      state: 'tentative',
      maxSeats: 5,
      currentSeats: 2,
      what: 'Yoga',
      customers: [guest],
      customerEmail: 'dee@example.com',
      meta: { internal: 'INTERNAL' },
      resourceId: chair.id,
    });
    const seat = { graph: 'group_customer', ownerBookingId: owner.id };
    const own = await buildBookingRow(server, tenant, { ...seat, customerEmail: 'dee@example.com' });
    await buildBookingRow(server, tenant, {
      ...seat,
      customers: [{ ...guest, name: 'NEIGHBOUR' }],
      customerEmail: 'eve@example.com',
    });
    seatId = own.id;
    const dee = { 'customer.email': 'dee@example.com' };
    const { body, text } = await asCustomer(dee, { include: everything });
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([own.id, owner.id]);
    const seen = { what: 'Yoga' };
    expect(body.data[1]).toMatchObject({ customers: [], meta: {}, attributes: { event_info: seen } });
    expect(body.data[1].customer_action_links).toEqual({});
    expect(body.data[0].owner_booking).toMatchObject({
      id: owner.id,
      customers: [],
      meta: {},
      attributes: { event_info: seen, group_booking: { max_seats: 5, current_seats: 2 } },
    });
    for (const hidden of ['GUEST', 'NEIGHBOUR', 'INTERNAL', 'chair@salon.example'])
      expect(text).not.toContain(hidden);
    const members = await asCustomer(dee, { search: 'graph:group_customer' });
    expect(idsIn(members)).toEqual([seatId]);
  });

  it('leaves out the merchant’s notes about people for users too, and for nobody else', async () => {
    const bearer = configuration.token({ id: 'noted' });
    const me = (await server.request('/v2/me', { bearer })).body.data;
    const { id } = await buildBookingRow(server, tenant, {
      userId: me.id,
      customers: [{ ...ann, id: newId(), voip: null, timezone: null }],
    });
    const users = await server.request(`/v2/bookings/${id}`, { bearer });
    expect(users.body.data.customers[0].meta).toEqual({ size: 'M' });
    expect((await app(`/v2/bookings/${id}`)).body.data.customers[0].meta).toEqual(ann.meta);
  });

  it('is a project as everybody sees it', async () => {
    const project = await buildProject(server, tenant, { meta: { cost: 'COST' }, policies: {} }, [chair]);
    await buildBookingRow(server, tenant, { projectId: project.id, customerEmail: 'fay@example.com' });
    const { body, text } = await asCustomer({ 'customer.email': 'fay@example.com' }, { include: 'project' });
    expect(body.data[0].project).toMatchObject({ id: project.id, name: project.name });
    expect(Object.keys(body.data[0].project)).not.toEqual(expect.arrayContaining(['meta', 'policies']));
    expect(text).not.toContain('COST');
  });
});

describe('include=link_touches', () => {
  it('is for the merchant’s server', async () => {
    const path = `/v2/bookings/${anns[0]}?include=link_touches`;
    expect((await app(path)).body.data.link_touches).toEqual([]);
    const answer = await asCustomer(email, { path: `/v2/bookings/${anns[0]}`, include: 'link_touches' });
    expect(answer.body.data).not.toHaveProperty('link_touches');
  });
});

describe('include=customer_action_links', () => {
  const hour = 3_600_000;
  const strict = { policies: { min_cancel_notice: '2 hours' } };
  let address = 0;

  /** The links that the customer of such a booking is given, by action. */
  async function linksOf(members: Parameters<typeof buildBookingRow>[2]): Promise<Record<string, string>> {
    const customerEmail = `link${(address += 1)}@example.com`;
    await buildBookingRow(server, tenant, { ...members, customerEmail });
    const answer = await asCustomer(
      { 'customer.email': customerEmail },
      { include: 'customer_action_links' },
    );
    expect(answer.body.data).toHaveLength(1);
    return answer.body.data[0].customer_action_links;
  }
  const inHours = (from: number, to = from + 1) => ({
    startsAt: Date.now() + from * hour,
    endsAt: Date.now() + to * hour,
  });
  const both = ['cancel_by_customer', 'reschedule_by_customer'];

  it('gives a link for each action, good until the booking’s end', async () => {
    const endsAt = Math.floor(Date.now() / 1000) * 1000 + 5 * hour;
    const links = await linksOf({ startsAt: endsAt - hour, endsAt });
    expect(Object.keys(links)).toEqual(both);
    for (const [action, link] of Object.entries(links)) {
      const { origin, pathname, searchParams } = new URL(link);
      const [, , , id] = pathname.split('/');
      expect([origin, pathname]).toEqual([
        'https://countersign.example',
        `/v2/bookings/${id}/external_action/${action}`,
      ]);
      const payload = searchParams.get('signature')?.split('.')[1] ?? '';
      expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
        booking_id: id,
        action,
        exp: endsAt / 1000,
      });
    }
  });

  it('gives only what graph and state allow', async () => {
    expect(Object.keys(await linksOf({ graph: 'group_customer' }))).toEqual(['cancel_by_customer']);
    expect(Object.keys(await linksOf({ graph: 'instant_payment', state: 'paid' }))).toEqual(both);
    for (const [graph, state] of [
      ['instant', 'cancelled'],
      ['instant', 'completed'],
      ['confirm_decline', 'tentative'],
      ['instant_payment', 'tentative'],
    ] as const)
      expect(await linksOf({ graph, state })).toEqual({});
  });

  it('gives none once the booking has ended', async () => {
    expect(await linksOf(inHours(-2, -1))).toEqual({});
    expect(Object.keys(await linksOf(inHours(-1, 1)))).toEqual(both);
  });

  it('gives none later than resource and project want notice, and heeds nothing that is removed', async () => {
    const resource = await buildResource(server, tenant, strict);
    const project = await buildProject(server, tenant, strict);
    const at = Date.now();
    const gone = await buildResource(server, tenant, { ...strict, removedAt: at });
    const goneProject = await buildProject(server, tenant, { ...strict, removedAt: at });
    expect(await linksOf({ ...inHours(1), resourceId: resource.id })).toEqual({});
    expect(await linksOf({ ...inHours(1), projectId: project.id })).toEqual({});
    expect(Object.keys(await linksOf({ ...inHours(3), resourceId: resource.id }))).toEqual(both);
    const removed = { resourceId: gone.id, projectId: goneProject.id };
    expect(Object.keys(await linksOf({ ...inHours(1), ...removed }))).toEqual(both);
  });

  it('agrees with what acting would answer', async () => {
    const resource = await buildResource(server, tenant, strict);
    for (const members of [{ ...inHours(1), resourceId: resource.id }, inHours(1), { state: 'no_show' }]) {
      const offered = await linksOf(members);
      const { id } = await buildBookingRow(server, tenant, members);
      const acted = await app(`/v2/bookings/${id}/cancel_by_customer`, { method: 'PUT', body: {} });
      expect(acted.status).toBe('cancel_by_customer' in offered ? 200 : 409);
    }
  });

  it('is answered to the merchant’s server and to users, of lists and of one', async () => {
    const bearer = configuration.token({ id: 'linked' });
    const { id } = await booked({ customer: undefined }, { bearer });
    const include = '?include=customer_action_links';
    for (const answer of [
      await app(`/v2/bookings/${id}${include}`),
      await server.request(`/v2/bookings/${id}${include}`, { bearer }),
    ])
      expect(Object.keys(answer.body.data.customer_action_links)).toEqual(both);
    const list = await server.request(`/v2/me/bookings${include}`, { bearer });
    expect(Object.keys(list.body.data[0].customer_action_links)).toEqual(both);
    expect((await app(`/v2/bookings/${id}`)).body.data).not.toHaveProperty('customer_action_links');
  });
});
