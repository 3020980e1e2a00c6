import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Booking } from '../../src/bookings/booking.entity.js';
import { IdempotencyKey } from '../../src/idempotency/idempotency-key.entity.js';
import { JournalRow } from '../../src/journal/journal-row.entity.js';
import { newId } from '../../src/common/ids.js';
import { buildResource } from '../builders/resources.js';
import { buildConfiguration, buildTenant } from '../builders/tenancy.js';
import { contents } from '../support/stored-rows.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

it('erasing a user leaves their bookings and seats without a person, and the journal as it was', async () => {
  const tenant = await buildTenant(server);
  const configuration = await buildConfiguration(server, tenant);
  const resource = await buildResource(server, tenant);
  const bearer = configuration.token({
    id: 'leaver',
    email: 'Zebedee@x.example',
    name: 'Zebedee Quuxington',
  });
  const app = { basic: tenant.secret };
  const day = { start: '2030-05-01T10:00:00Z', end: '2030-05-01T11:00:00Z', resource_id: resource.id };
  const owner = await server.request('/v2/bookings', {
    ...app,
    method: 'POST',
    body: { ...day, graph: 'group_owner', group_booking: { max_seats: 2 }, what: 'Yoga' },
  });
  expect([owner.status, owner.text]).toEqual([201, owner.text]);
  const made: string[] = [];
  for (const body of [
    { graph: 'group_customer', related: { owner_booking_id: owner.body.data.id }, meta: { from: 'Zebedee' } },
    { ...day, start: '2030-05-02T10:00:00Z', end: '2030-05-02T11:00:00Z', what: 'Visit of Zebedee' },
  ]) {
    const headers = { 'Idempotency-Key': newId() };
    const answer = await server.request('/v2/bookings', { method: 'POST', body, bearer, headers });
    expect([answer.status, answer.text]).toEqual([201, answer.text]);
    made.push(answer.body.data.id as string);
  }
  const cancel = { cancel_by_customer: { message: 'Quuxington is ill' } };
  await server.request(`/v2/bookings/${made[1]}/cancel_by_customer`, { method: 'PUT', body: cancel, bearer });
  const me = await server.request('/v2/me', { bearer });
  const journal = () =>
    server.database.read(({ manager }) => manager.find(JournalRow, { order: { sequence: 'ASC' } }));
  const before = await journal();

  const erased = await server.request(`/v2/users/${me.body.data.id}`, { ...app, method: 'DELETE' });
  expect(erased.status).toBe(204);

  const rows = await server.database.read(({ manager }) => manager.findBy(Booking, { tenantId: tenant.id }));
  const left = new Map(rows.map((row) => [row.id, row]));
  expect(left.get(made[0] ?? '')).toMatchObject({
    state: 'confirmed',
    ownerBookingId: owner.body.data.id,
    userId: null,
    customers: [],
    meta: {},
    dueAction: 'complete',
  });
  expect(left.get(made[1] ?? '')).toMatchObject({ state: 'cancelled_by_customer', what: null, meta: {} });
  expect(left.get(owner.body.data.id as string)).toMatchObject({ what: 'Yoga', currentSeats: 1 });
  expect(await journal()).toEqual(before);
  expect(await server.database.read(({ manager }) => manager.count(IdempotencyKey))).toBe(0);
  expect(JSON.stringify(await contents(server.testDatabase))).not.toMatch(/zebedee|quuxington/i);

  const gone = await server.request(`/v2/bookings/${made[0]}/cancel_by_owner`, {
    ...app,
    method: 'PUT',
    body: {},
  });
  expect([gone.status, gone.body.data.customers]).toEqual([200, []]);
});
