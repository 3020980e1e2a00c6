import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemActor } from '../../src/journal/journal-actor.js';
import { JournalAudit } from '../../src/journal/journal-audit.service.js';
import { newId } from '../../src/common/ids.js';
import { BookingWrites } from '../../src/bookings/booking-writes.service.js';
import type { BookingWork } from '../../src/bookings/booking-work.js';
import { buildResource } from '../builders/resources.js';
import { buildTenant } from '../builders/tenancy.js';
import { dialect } from '../support/test-database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const rowsOf = async (tenantId: string) => {
  const audit = await server.app.get(JournalAudit, { strict: false }).verify(tenantId);
  expect(audit.findingCount).toBe(0);
  return audit.rows;
};

const noted = (work: BookingWork, bookingId: string) =>
  work.entries.push({
    bookingId,
    action: 'update',
    from: null,
    to: null,
    at: work.nowMs,
    by: systemActor,
  });

describe('a transaction that the database chose as a victim', () => {
  it('is tried again, and journals once what it did', async () => {
    const tenant = await buildTenant(server);
    const writes = server.app.get(BookingWrites, { strict: false });
    let tries = 0;
    await writes.run(tenant.id, systemActor, async (work) => {
      noted(work, newId());
      await work.journal();
      noted(work, newId());
      tries += 1;
      if (tries < 3) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    });
    expect([tries, await rowsOf(tenant.id)]).toEqual([3, 2]);
  });

  it('each time is answered with 503, and nothing of it stands', async () => {
    const tenant = await buildTenant(server);
    for (const code of ['40P01', '40001', '57014']) {
      const work = server.database.write(async ({ manager }) => {
        await manager.query(`UPDATE tenants SET name = 'other' WHERE id = '${tenant.id}'`);
        throw Object.assign(new Error('chosen'), { code });
      });
      await expect(work).rejects.toMatchObject({ code: 'database_unavailable' });
    }
    const [row] = await server.database.read(({ manager }) =>
      manager.query<{ name: string }[]>(`SELECT name FROM tenants WHERE id = '${tenant.id}'`),
    );
    expect(row?.name).toBe(`Merchant ${tenant.slug}`);
    expect(await rowsOf(tenant.id)).toBe(0);
  });

  if (dialect === 'postgres') {
    it('is one of two that wait for each other; in the end both have written, and both are journaled once', async () => {
      const tenant = await buildTenant(server);
      const writes = server.app.get(BookingWrites, { strict: false });
      const [one, other] = [await buildResource(server, tenant), await buildResource(server, tenant)];
      let waiting = 2;
      let meet: () => void = () => undefined;
      const met = new Promise<void>((resolve) => (meet = resolve));
      let tries = 0;
      const cross = (ids: readonly string[]) =>
        writes.run(tenant.id, systemActor, async (work) => {
          tries += 1;
          noted(work, newId());
          for (const id of ids) {
            await work.transaction.manager.query(`UPDATE resources SET name = 'x' WHERE id = '${id}'`);
            waiting -= 1;
            if (waiting === 0) meet();
            await met;
          }
        });
      await Promise.all([cross([one.id, other.id]), cross([other.id, one.id])]);
      expect([tries, await rowsOf(tenant.id)]).toEqual([3, 2]);
    });
  }
});
