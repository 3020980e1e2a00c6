import { afterAll, describe, expect, it } from '@jest/globals';
import { Access } from '../../src/devices/access.entity.js';
import { type Device } from '../../src/devices/device.entity.js';
import { openShop } from '../builders/shop.js';
import { DeviceCallers, newMachine } from '../support/device-callers.js';
import { startAnotherServer, type Answer } from '../support/test-server.js';

const { server, tenant } = await openShop({ settings: { device_limit: 2, block_over_usage: true } });
const second = await startAnotherServer(server);
afterAll(async () => {
  await second.close();
  await server.close();
});

/** Two nodes on one database. */
const nodes = [new DeviceCallers(server, tenant), new DeviceCallers(second, tenant)] as const;
const [callers] = nodes;
const atOnce = <T>(times: number, act: (node: DeviceCallers, index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => act(nodes[index % 2]!, index)));
const statusesOf = (answers: readonly Answer[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
const accessesOf = (ids: readonly string[]) =>
  server.database.read(({ manager }) =>
    manager.countBy(
      Access,
      ids.map((deviceId) => ({ deviceId })),
    ),
  );

describe('attaches at once', () => {
  it('of fifty installations leave two against a limit of two, and each refusal names devices that are attached', async () => {
    const answers = await atOnce(50, (node) => node.attach('rush'));
    expect(statusesOf(answers)).toEqual({ 200: 2, 409: 48 });
    const ids = await callers.deviceIds('rush');
    expect(ids).toHaveLength(2);
    for (const { status, body } of answers)
      if (status === 409) expect(body.attached_devices.map(({ id }: Device) => id)).toEqual(ids);
      else expect(ids).toContain(body.device_id);
    expect(await accessesOf(ids)).toBe(2);
  });

  it('of one machine that is new are one device', async () => {
    const signals = newMachine();
    const answers = await atOnce(50, (node) => node.attach('same', { signals }));
    expect(statusesOf(answers)).toEqual({ 200: 50 });
    const ids = new Set(answers.map(({ body }) => body.device_id));
    expect(ids.size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.identity)).size).toBe(1);
    expect(answers.filter(({ body }) => body.new_device)).toHaveLength(1);
    expect(await callers.deviceIds('same')).toEqual([...ids]);
  });

  it('of one device that is known count once, and each is kept', async () => {
    const signals = newMachine();
    const device_id = await callers.attached('known', { signals });
    const answers = await atOnce(50, (node) => node.attach('known', { signals, device_id }));
    expect(statusesOf(answers)).toEqual({ 200: 50 });
    for (const { body } of answers) expect(body).toMatchObject({ device_id, attached_devices: 1 });
    expect(new Set(answers.map(({ body }) => body.access)).size).toBe(50);
    expect(await accessesOf([device_id])).toBe(51);
  });

  it('of one machine for fifty users are fifty devices of one identity', async () => {
    const signals = newMachine();
    const answers = await atOnce(50, (node, index) => node.attach(`family-${index}`, { signals }));
    expect(statusesOf(answers)).toEqual({ 200: 50 });
    expect(new Set(answers.map(({ body }) => body.device_id)).size).toBe(50);
    expect(new Set(answers.map(({ body }) => body.identity)).size).toBe(1);
  });

  it('of one installation under another user are one device', async () => {
    const device_id = await callers.attached('lender');
    const answers = await atOnce(20, (node) => node.attach('borrower', { device_id }));
    expect(statusesOf(answers)).toEqual({ 200: 20 });
    expect(new Set(answers.map(({ body }) => body.device_id)).size).toBe(1);
  });

  it('merge their metadata: no name is lost', async () => {
    const device_id = await callers.attached('merging');
    await atOnce(20, (node, index) =>
      node.attach('merging', { device_id, metadata: { [`n${index}`]: 'v' } }),
    );
    const [device] = (await callers.devices('merging')).body as { metadata: object }[];
    expect(Object.keys(device!.metadata)).toHaveLength(20);
  });
});

describe('attaches and detaches at once', () => {
  it('never leave more than the limit, and never an access of a device that was refused', async () => {
    const signals = Array.from({ length: 6 }, () => newMachine());
    const ids: string[] = [];
    for (const one of signals) {
      const id = await callers.attached('storm', { signals: one });
      await callers.detach('storm', id);
      ids.push(id);
    }
    const answers = await atOnce(120, (node, index) => {
      const which = index % 6;
      return index % 4 < 2
        ? node.attach('storm', { signals: signals[which], device_id: ids[which] })
        : node.detach('storm', ids[which]!);
    });
    expect(Object.keys(statusesOf(answers)).filter((status) => !['200', '409'].includes(status))).toEqual([]);
    for (const { status, body } of answers)
      if (status === 200) expect(body.attached_devices).toBeLessThanOrEqual(2);
    expect((await callers.deviceIds('storm')).length).toBeLessThanOrEqual(2);
    const granted = answers.filter(({ status, body }) => status === 200 && body.access !== null);
    expect(await accessesOf(ids)).toBe(granted.length + ids.length);
  });

  it('of one device leave it either way, with the last answer being true', async () => {
    const signals = newMachine();
    const device_id = await callers.attached('either', { signals });
    for (let round = 0; round < 10; round += 1) {
      const [again, gone] = await Promise.all([
        nodes[0].attach('either', { signals, device_id }),
        nodes[1].detach('either', device_id),
      ]);
      expect([again.status, gone.status]).toEqual([200, 200]);
      const left = await callers.deviceIds('either');
      expect(left.every((id) => id === device_id)).toBe(true);
    }
    expect((await nodes[0].attach('either', { signals, device_id })).body).toMatchObject({
      attached_devices: 1,
    });
  });

  it('of many users do not stand in each other’s way', async () => {
    const answers = await atOnce(100, async (node, index) => {
      const user = `crowd-${index}`;
      const { body } = await node.attach(user);
      return node.detach(user, body.device_id);
    });
    expect(statusesOf(answers)).toEqual({ 200: 100 });
  });
});

describe('changes of one user at once', () => {
  it('make the user once and lose no name', async () => {
    const answers = await atOnce(30, (node, index) =>
      node.post('/v2/proj/user/told', { metadata: { [`n${index}`]: 'v' } }),
    );
    expect(statusesOf(answers)).toEqual({ 200: 30 });
    const rows = await server.database.read(({ manager }) =>
      manager.query(`SELECT metadata FROM device_users WHERE external_id = 'told'`),
    );
    expect(rows).toHaveLength(1);
    expect(Object.keys(JSON.parse(rows[0].metadata))).toHaveLength(30);
  });
});
