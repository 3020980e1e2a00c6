import { afterAll, describe, expect, test } from '@jest/globals';
import { Resource } from '../../src/resources/resource.entity.js';
import { openShop } from '../builders/shop.js';
import { buildTenant } from '../builders/tenancy.js';
import { clientOf, refusalOf } from '../support/timekit-client.js';

const { server, tenant } = await openShop({ timezone: 'Europe/Copenhagen' });
afterAll(() => server.close());
const timekit = clientOf(server, tenant.secret);

describe('timekit-sdk: resources and the app', () => {
  const rowOf = (id: string) =>
    server.database.read(({ manager }) => manager.findOneBy(Resource, { tenantId: tenant.id, id }));

  test('a resource is created, read, changed and deleted', async () => {
    const created = await timekit.createResource({
      name: 'Ann Lee',
      firstName: 'Ann',
      timezone: 'Asia/Kathmandu',
      email: 'ann@salon.example',
      tags: ['chair'],
      meta: { roomNumber: 7 },
      availabilityConstraints: [{ allowHours: { start: 9, end: 17 } }],
    });
    expect(created.status).toBe(201);
    const { id } = created.data;
    expect(created.data).toMatchObject({ name: 'Ann Lee', first_name: 'Ann', timezone: 'Asia/Kathmandu' });
    expect(await rowOf(id)).toMatchObject({
      name: 'Ann Lee',
      firstName: 'Ann',
      email: 'ann@salon.example',
      tags: ['chair'],
      meta: { room_number: 7 },
      availabilityConstraints: [{ allow_hours: { start: 9, end: 17 } }],
    });

    const read = await timekit.getResource({ id });
    expect([read.status, read.data]).toEqual([200, created.data]);

    const changed = await timekit.updateResource({ id, name: 'Ann L.', description: 'Chair 1' });
    expect(changed.data).toMatchObject({ id, name: 'Ann L.', description: 'Chair 1', first_name: 'Ann' });
    expect(await rowOf(id)).toMatchObject({ name: 'Ann L.', timezone: 'Asia/Kathmandu', tags: ['chair'] });

    expect((await timekit.deleteResource({ id })).status).toBe(204);
    const missing = await refusalOf(timekit.getResource({ id }));
    expect(missing.status).toBe(404);
    expect(missing.data).toMatchObject({ code: 'not_found', model: 'Resource', error: expect.any(String) });
    expect((await timekit.getResources()).data).toEqual([]);
  });

  test('resources are listed with their number beside them, a page at a time', async () => {
    for (const name of ['Bo', 'Cy', 'Di']) await timekit.createResource({ name, timezone: 'UTC' });
    const all = await timekit.getResources();
    expect(all.data.map(({ name }: { name: string }) => name)).toEqual(['Bo', 'Cy', 'Di']);
    expect(all.metaData).toMatchObject({ total: 3, current_page: 1, last_page: 1, next_cursor: null });
    const first = await timekit.carry({ params: { limit: 2 } }).getResources();
    expect([first.data.length, first.metaData.total, first.metaData.last_page]).toEqual([2, 3, 2]);
    const cursor = first.metaData.next_cursor;
    const second = await timekit.carry({ params: { limit: 2, cursor } }).getResources();
    expect(second.data.map(({ name }: { name: string }) => name)).toEqual(['Di']);
  });

  test('the time zone of a resource is found by its e-mail address', async () => {
    await timekit.createResource({ name: 'Eva', timezone: 'America/New_York', email: 'eva@salon.example' });
    const found = await timekit.getResourceTimezone({ email: 'eva@salon.example' });
    expect(found.data).toMatchObject({ timezone: 'America/New_York' });
    const missing = await refusalOf(timekit.getResourceTimezone({ email: 'nobody@salon.example' }));
    expect([missing.status, missing.data.model]).toEqual([404, 'Resource']);
  });

  test('the app is the tenant of the key', async () => {
    const { status, data } = await timekit.getApp();
    expect(status).toBe(200);
    expect(data).toMatchObject({
      slug: tenant.slug,
      name: `Merchant ${tenant.slug}`,
      timezone: 'Europe/Copenhagen',
    });
    expect(JSON.stringify(data)).not.toContain(tenant.secret);
  });

  test('instances with different keys do not see each other’s resources', async () => {
    const other = await buildTenant(server);
    const stranger = clientOf(server, other.secret);
    const mine = await timekit.createResource({ name: 'Mine', timezone: 'UTC' });
    const [seen, theirs] = await Promise.all([timekit.getApp(), stranger.getApp()]);
    expect([seen.data.slug, theirs.data.slug]).toEqual([tenant.slug, other.slug]);
    expect((await stranger.getResources()).data).toEqual([]);
    for (const call of [
      stranger.getResource({ id: mine.data.id }),
      stranger.updateResource({ id: mine.data.id, name: 'Theirs' }),
      stranger.deleteResource({ id: mine.data.id }),
    ])
      expect((await refusalOf(call)).status).toBe(404);
    expect(await rowOf(mine.data.id)).toMatchObject({ name: 'Mine', removedAt: null });
  });

  test('a refusal arrives with its fields, and nothing is written', async () => {
    const before = (await timekit.getResources()).metaData.total;
    const refused = await refusalOf(timekit.createResource({ name: 'Nowhere', timezone: 'Mars/Olympus' }));
    expect(refused.status).toBe(422);
    expect(refused.data).toMatchObject({
      code: 'validation_failed',
      error: expect.any(String),
      errors: { timezone: [expect.any(String)] },
    });
    expect((await timekit.getResources()).metaData.total).toBe(before);
  });

  test('a wrong key and a missing one are told apart by their codes', async () => {
    const wrong = await refusalOf(clientOf(server, 'not-a-key').getResources());
    expect([wrong.status, wrong.data.code]).toEqual([401, 'token_rejected']);
    const missing = await refusalOf(clientOf(server, null).getResources());
    expect([missing.status, missing.data.code, typeof missing.data.error]).toEqual([
      401,
      'credential_missing',
      'string',
    ]);
  });

  test('answers in camelCase and unflattened answers are read as the client is configured', async () => {
    const created = await timekit.createResource({ name: 'Fay', firstName: 'Fay', timezone: 'UTC' });
    const camel = clientOf(server, tenant.secret, { convertResponseToCamelcase: true });
    expect((await camel.getResource({ id: created.data.id })).data).toMatchObject({ firstName: 'Fay' });
    const whole = clientOf(server, tenant.secret, { autoFlattenResponse: false });
    expect((await whole.getResource({ id: created.data.id })).data).toEqual({ data: created.data });
  });

  test('a widget key creates, changes and deletes no resource', async () => {
    const page = clientOf(server, tenant.widgetSecret);
    const held = await timekit.createResource({ name: 'Gil', timezone: 'UTC' });
    for (const call of [
      page.createResource({ name: 'Hal', timezone: 'UTC' }),
      page.updateResource({ id: held.data.id, name: 'Hal' }),
      page.deleteResource({ id: held.data.id }),
    ])
      expect((await refusalOf(call)).status).toBe(403);
    expect(await rowOf(held.data.id)).toMatchObject({ name: 'Gil', removedAt: null });
  });
});
