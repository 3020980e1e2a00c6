import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { customer, freshHour } from '../builders/booking-wishes.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { bookingRowCounts } from '../support/booking-traces.js';
import type { Answer, RequestOptions } from '../support/test-server.js';

const { server, tenant, other, configuration, app } = await openShop();
afterAll(() => server.close());
const resource = await buildResource(server, tenant, { timezone: 'UTC' });

const bulk = (method: 'POST' | 'PUT', body: unknown, options: RequestOptions = {}) =>
  app('/v2/bookings/bulk', { method, body, ...options });
const wish = (body: object = {}) => ({ customer, resource_id: resource.id, ...freshHour(), ...body });
const stateOf = async (id: string) => (await app(`/v2/bookings/${id}`)).body.data?.state;

interface Entry {
  readonly index: number;
  readonly status: number;
  readonly data?: { id: string; state: string };
  readonly error?: { code: string };
}
const entriesOf = (answer: Answer): Entry[] => answer.body.data;
const statusesOf = (answer: Answer) =>
  entriesOf(answer).map(({ index, status, data, error }) => [index, status, data?.state ?? error?.code]);

describe('creating many bookings', () => {
  it('answers each as a call of its own would, and keeps those that can be kept', async () => {
    const taken = wish();
    const answer = await bulk('POST', {
      bookings: [
        taken,
        { ...taken, what: 'Second' },
        { ...wish(), customer: { name: 'x' } },
        'text',
        wish({ graph: 'confirm_decline', colour: 'red' }),
        wish({ resource_id: newId() }),
        wish({ graph: 'group_owner', group_booking: { max_seats: 2 }, customer: undefined }),
      ],
    });
    expect(answer.status).toBe(200);
    expect(statusesOf(answer)).toEqual([
      [0, 201, 'confirmed'],
      [1, 409, 'slot_taken'],
      [2, 422, 'validation_failed'],
      [3, 422, 'validation_failed'],
      [4, 201, 'tentative'],
      [5, 422, 'validation_failed'],
      [6, 201, 'tentative'],
    ]);
    const [first, , third, fourth, fifth] = answer.body.data;
    expect(third.error).toMatchObject({
      status: 422,
      errors: { 'customer.email': ['is needed'] },
      error: expect.any(String),
    });
    expect(Object.keys(fourth.error.errors)).toEqual(['body']);
    expect(fifth.warnings).toEqual(['colour']);
    expect((await app(`/v2/bookings/${first.data.id}`)).body.data).toEqual(first.data);
  });

  it('with delete_all_on_error keeps all or nothing', async () => {
    const taken = wish();
    const before = await bookingRowCounts(server);
    const failed = await bulk('POST', {
      bookings: [wish({ meta: { a: 1 } }), taken, wish(), taken, wish()],
      delete_all_on_error: true,
    });
    expect(statusesOf(failed)).toEqual([
      [0, 424, 'entry_not_kept'],
      [1, 424, 'entry_not_kept'],
      [2, 424, 'entry_not_kept'],
      [3, 409, 'slot_taken'],
      [4, 424, 'entry_not_kept'],
    ]);
    expect(await bookingRowCounts(server)).toEqual(before);
    const invalid = await bulk('POST', { bookings: [wish(), {}, 7], delete_all_on_error: true });
    expect(entriesOf(invalid).map(({ status }) => status)).toEqual([424, 422, 422]);
    expect(await bookingRowCounts(server)).toEqual(before);
    const kept = await bulk('POST', { bookings: [taken, wish()], delete_all_on_error: true });
    expect(entriesOf(kept).map(({ status }) => status)).toEqual([201, 201]);
    expect(await stateOf(entriesOf(kept)[0]?.data?.id ?? '')).toBe('confirmed');
  });

  it('with stop_on_first_error keeps what came before the first that failed', async () => {
    const taken = wish();
    const answer = await bulk('POST', {
      bookings: [taken, taken, wish()],
      stop_on_first_error: true,
    });
    expect(statusesOf(answer)).toEqual([
      [0, 201, 'confirmed'],
      [1, 409, 'slot_taken'],
      [2, 424, 'entry_not_kept'],
    ]);
  });

  it('with relate_bookings makes them belong together', async () => {
    const related = await bulk('POST', { bookings: [wish(), wish()], relate_bookings: true });
    const alone = await bulk('POST', { bookings: [wish(), wish()] });
    const ids = [...entriesOf(related), ...entriesOf(alone)].map(({ data }) => data?.id);
    const rows = await server.database.read(({ manager }) =>
      manager.query<{ id: string; relation_id: string | null }[]>(
        `SELECT id, relation_id FROM bookings WHERE id IN (${ids.map((id) => `'${id}'`).join(', ')})`,
      ),
    );
    const relationOf = (id: string | undefined) => rows.find((row) => row.id === id)?.relation_id;
    expect(relationOf(ids[0])).toEqual(expect.any(String));
    expect(relationOf(ids[1])).toBe(relationOf(ids[0]));
    expect([relationOf(ids[2]), relationOf(ids[3])]).toEqual([null, null]);
  });

  it('gives each of a project’s entries a resource that is free, also all at once', async () => {
    const pair = [await buildResource(server, tenant), await buildResource(server, tenant)];
    const project = await buildProject(server, tenant, {}, pair);
    for (const delete_all_on_error of [false, true]) {
      const entry = { customer, project_id: project.id, ...freshHour() };
      const answer = await bulk('POST', { bookings: [entry, entry], delete_all_on_error });
      const given = answer.body.data.map(
        ({ data }: { data: { resource: { id: string } } }) => data.resource.id,
      );
      expect(new Set(given).size).toBe(2);
      const third = await bulk('POST', { bookings: [entry], delete_all_on_error });
      expect(statusesOf(third)).toEqual([[0, 409, 'slot_taken']]);
    }
  });

  it('takes five hundred, in a body of more than 64,000 characters', async () => {
    const own = await buildResource(server, tenant);
    const bookings = Array.from({ length: 500 }, (_, index) => {
      const start = Date.UTC(2031, 0, 1) + index * 3_600_000;
      const times = { start: new Date(start).toISOString(), end: new Date(start + 3_600_000).toISOString() };
      return { customer, resource_id: own.id, ...times, description: 'x'.repeat(200) };
    });
    const answer = await bulk('POST', { bookings, delete_all_on_error: true });
    expect(entriesOf(answer).filter(({ status }) => status === 201)).toHaveLength(500);
  });

  it.each<[string, unknown, string]>([
    ['no list', {}, 'bookings'],
    ['an empty list', { bookings: [] }, 'bookings'],
    ['an object for the list', { bookings: {} }, 'bookings'],
    ['five hundred and one', { bookings: Array.from({ length: 501 }, () => ({})) }, 'bookings'],
    ['text for a flag', { bookings: [{}], delete_all_on_error: 'yes' }, 'delete_all_on_error'],
    ['a list for the body', [], 'body'],
  ])('refuses %s', async (_, body, field) => {
    const before = await bookingRowCounts(server);
    const answer = await bulk('POST', body);
    expect({ status: answer.status, fields: Object.keys(answer.body.errors) }).toEqual({
      status: 422,
      fields: [field],
    });
    expect(await bookingRowCounts(server)).toEqual(before);
  });

  it('refuses a body of more than 2 MB, and other calls refuse theirs as before', async () => {
    const large = await bulk('POST', { bookings: [{ what: 'x'.repeat(2_000_000) }] });
    expect([large.status, large.body.code]).toEqual([413, 'content_too_large']);
    const single = await app('/v2/bookings', { method: 'POST', body: wish({ what: 'x'.repeat(64_000) }) });
    expect([single.status, single.body.code]).toEqual([413, 'content_too_large']);
  });

  it('is the merchant’s alone', async () => {
    const body = { bookings: [wish()] };
    const bearer = configuration.token({ id: 'bulker' });
    for (const method of ['POST', 'PUT'] as const) {
      const answers = [
        await server.request('/v2/bookings/bulk', { method, body, basic: tenant.widgetSecret }),
        await server.request('/v2/bookings/bulk', { method, body, bearer }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    }
  });

  it('runs once for an Idempotency-Key', async () => {
    for (const delete_all_on_error of [false, true]) {
      const body = { bookings: [wish(), wish()], delete_all_on_error };
      const headers = { 'Idempotency-Key': newId() };
      const first = await bulk('POST', body, { headers });
      const second = await bulk('POST', body, { headers });
      expect(entriesOf(first).map(({ status }) => status)).toEqual([201, 201]);
      expect([second.status, second.text]).toEqual([200, first.text]);
    }
  });

  it('leaves a chain of the journal that has a row for each', async () => {
    const answer = await bulk('POST', { bookings: [wish(), wish(), wish()], delete_all_on_error: true });
    for (const { data } of entriesOf(answer)) {
      const shown = await app(`/v2/bookings/${data?.id}?include=history`);
      expect(shown.body.data.history).toHaveLength(1);
    }
  });
});

describe('actions on many bookings', () => {
  const made = async (count: number, body: object = {}) => {
    const answer = await bulk('POST', { bookings: Array.from({ length: count }, () => wish(body)) });
    return entriesOf(answer).map(({ data }) => data?.id ?? '');
  };

  it('are taken in their order, with inputs beside them or under the action’s name', async () => {
    const [one = '', two = '', three = '', four = ''] = await made(4);
    const next = freshHour();
    const answer = await bulk('PUT', {
      bookings: [
        { id: one, action: 'cancel', message: 'Closed' },
        { id: two, action: 'cancel', cancel: { message: 'Ill' } },
        { id: three, action: 'reschedule_by_customer', ...next },
        { id: four, action: 'complete' },
        { id: four, action: 'cancel' },
      ],
    });
    expect(answer.status).toBe(200);
    expect(statusesOf(answer)).toEqual([
      [0, 200, 'cancelled'],
      [1, 200, 'cancelled'],
      [2, 200, 'confirmed'],
      [3, 200, 'completed'],
      [4, 409, 'action_not_available'],
    ]);
    expect(answer.body.data[2].data.meta.rescheduled_from).toBe(three);
    expect(answer.body.data[4].error.available_actions).toEqual([]);
  });

  it('with delete_all_on_error are taken all or not at all', async () => {
    const [one = '', two = ''] = await made(2);
    const failed = await bulk('PUT', {
      bookings: [
        { id: one, action: 'cancel' },
        { id: two, action: 'pay' },
      ],
      delete_all_on_error: true,
    });
    expect(statusesOf(failed)).toEqual([
      [0, 424, 'entry_not_kept'],
      [1, 409, 'action_not_available'],
    ]);
    expect(await stateOf(one)).toBe('confirmed');
    const done = await bulk('PUT', {
      bookings: [
        { id: one, action: 'cancel' },
        { id: two, action: 'cancel' },
      ],
      delete_all_on_error: true,
    });
    expect(statusesOf(done)).toEqual([
      [0, 200, 'cancelled'],
      [1, 200, 'cancelled'],
    ]);
  });

  it('refuse what they cannot read, and what is not there, entry by entry', async () => {
    const foreign = await server.request('/v2/bookings', {
      method: 'POST',
      body: { customer, ...freshHour() },
      basic: other.secret,
    });
    const [one = ''] = await made(1);
    const answer = await bulk('PUT', {
      bookings: [
        { id: foreign.body.data.id, action: 'cancel' },
        { id: newId(), action: 'cancel' },
        { id: one },
        { action: 'cancel' },
        { id: one, action: 7 },
        { id: one, action: 'reschedule_by_customer', start: 'x', end: 'y' },
        { id: one, action: '__proto__' },
        null,
      ],
    });
    expect(statusesOf(answer)).toEqual([
      [0, 404, 'not_found'],
      [1, 404, 'not_found'],
      [2, 422, 'validation_failed'],
      [3, 422, 'validation_failed'],
      [4, 422, 'validation_failed'],
      [5, 422, 'validation_failed'],
      [6, 409, 'action_not_available'],
      [7, 422, 'validation_failed'],
    ]);
    expect(await stateOf(one)).toBe('confirmed');
  });
});
