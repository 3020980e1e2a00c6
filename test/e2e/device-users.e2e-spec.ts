import { afterAll, describe, expect, it } from '@jest/globals';
import { DeviceUser } from '../../src/devices/users/device-user.entity.js';
import { openShop } from '../builders/shop.js';
import { DeviceCallers } from '../support/device-callers.js';

const { server, tenant, other } = await openShop();
afterAll(() => server.close());

const callers = new DeviceCallers(server, tenant);
const others = new DeviceCallers(server, other);
const say = (user: string, body: unknown) => callers.post(`/v2/proj/user/${user}`, body, 'app');
const rowOf = (externalId: string, tenantId = tenant.id) =>
  server.database.read(({ manager }) => manager.findOneBy(DeviceUser, { tenantId, externalId }));

describe('what a merchant says of a user', () => {
  it('makes the user where there is none, and answers with success alone', async () => {
    expect(await rowOf('new')).toBeNull();
    const answer = await say('new', {});
    expect([answer.status, answer.text]).toEqual([200, '{"success":true}']);
    expect(await rowOf('new')).toMatchObject({ metadata: {}, suspended: false });
  });

  it('is merged by name; what is not named stays', async () => {
    await say('merged', { metadata: { a: '1', b: '2' }, suspended: true });
    await say('merged', { metadata: { b: '3' } });
    expect(await rowOf('merged')).toMatchObject({ metadata: { a: '1', b: '3' }, suspended: true });
    await say('merged', { suspended: false });
    expect(await rowOf('merged')).toMatchObject({ metadata: { a: '1', b: '3' }, suspended: false });
  });

  it('concerns no other tenant’s user of the same id', async () => {
    await others.attached('same');
    await say('same', { suspended: true });
    expect(await rowOf('same', other.id)).toMatchObject({ suspended: false });
    expect((await others.attach('same')).body).toMatchObject({ suspended: false });
  });

  it('is at most fifty names, also together with those that were there', async () => {
    const names = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`n${from + index}`, 'v']));
    expect(await say('many', { metadata: names(0, 50) })).toMatchObject({ status: 200 });
    expect(await say('many', { metadata: names(50, 51) })).toMatchObject({
      status: 422,
      body: { errors: { metadata: [expect.any(String)] } },
    });
    expect((await rowOf('many'))!.metadata).toEqual(names(0, 50));
  });

  it.each<[unknown, string]>([
    [{ suspended: 'yes' }, 'suspended'],
    [{ suspended: null }, 'suspended'],
    [{ metadata: { a: 1 } }, 'metadata'],
    [{ metadata: { a: null } }, 'metadata'],
    [{ metadata: 'a' }, 'metadata'],
    [{ admin: true }, 'admin'],
  ])('is not %j, and nothing is made of it', async (body, field) => {
    const answer = await say('wrong', body);
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, [field]]);
    expect(await rowOf('wrong')).toBeNull();
  });

  it('comes from its server alone', async () => {
    const path = '/v2/proj/user/mine';
    for (const signer of ['signed', 'unsigned'] as const) {
      const answer = await callers.post(path, { suspended: false }, signer, 'mine');
      expect(answer).toMatchObject({ status: 401, body: { code: 'token_rejected' } });
    }
    const widget = await server.request(path, { method: 'POST', body: {}, basic: tenant.widgetSecret });
    expect(widget).toMatchObject({ status: 403 });
    expect(await rowOf('mine')).toBeNull();
  });
});
