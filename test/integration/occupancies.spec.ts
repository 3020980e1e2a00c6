import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Problem } from '../../src/common/problem.js';
import { ours, rendered } from '../../src/common/sql.js';
import { Occupancies } from '../../src/occupancy/occupancies.service.js';
import type { Occupancy } from '../../src/occupancy/occupancy.entity.js';
import { overlappingSql } from '../../src/occupancy/overlapping.js';
import { packedTimes, type OccupiedTime } from '../../src/occupancy/packed-times.js';
import { buildResource } from '../builders/resources.js';
import { buildTenant } from '../builders/tenancy.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { dialect } from '../support/test-database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const day = 86_400_000;
const base = Date.UTC(2030, 5, 1);

describe('who holds a resource when', () => {
  const occupancies = new Occupancies();
  let server: TestServer;
  let tenantId: string;
  let resourceId: string;

  beforeAll(async () => {
    server = await startTestServer();
    tenantId = (await buildTenant(server)).id;
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    resourceId = (await buildResource(server, { id: tenantId })).id;
  });

  async function hold(members: Partial<Occupancy>): Promise<Occupancy> {
    const startsAt = members.startsAt ?? base;
    const booking = await buildBookingRow(server, { id: tenantId }, { startsAt, endsAt: startsAt + 1 });
    const row: Occupancy = {
      tenantId,
      bookingId: booking.id,
      resourceId,
      startsAt,
      endsAt: startsAt + 3_600_000,
      exclusive: true,
      bufferBefore: 0,
      bufferAfter: 0,
      until: null,
      ...members,
    };
    await server.database.write((transaction) => occupancies.hold(transaction, [row]));
    return row;
  }

  const overlapping = (from: number, to: number, ids: readonly string[] = [resourceId]) =>
    server.database.read((access) => occupancies.overlapping(access, tenantId, ids, { from, to }));

  const timeOf = ({ startsAt, endsAt, bufferBefore, bufferAfter, until }: OccupiedTime): OccupiedTime => ({
    startsAt,
    endsAt,
    bufferBefore,
    bufferAfter,
    until,
  });
  const byStart = (one: OccupiedTime, other: OccupiedTime) =>
    one.startsAt - other.startsAt || one.endsAt - other.endsAt;

  const times = async (from: number, to: number) => {
    const found = await server.database.read((access) =>
      occupancies.timesOverlapping(access, tenantId, [resourceId], { from, to }),
    );
    return [...(found.get(resourceId) ?? [])].sort(byStart);
  };

  it('finds the times of many resources at once, each with its own', async () => {
    const first = await hold({ bufferBefore: 1, bufferAfter: 2, until: base + 5 });
    const other = await buildResource(server, { id: tenantId });
    const second = await hold({ resourceId: other.id });
    const idle = await buildResource(server, { id: tenantId });
    const ids = [resourceId, other.id, idle.id];
    const ask = (tenant: string, asked: readonly string[]) =>
      server.database.read((access) =>
        occupancies.timesOverlapping(access, tenant, asked, { from: base + 1, to: base + 2 }),
      );
    expect(await ask(tenantId, ids)).toEqual(
      new Map([
        [resourceId, [timeOf(first)]],
        [other.id, [timeOf(second)]],
      ]),
    );
    expect(await ask((await buildTenant(server)).id, ids)).toEqual(new Map());
    expect(await ask(tenantId, [])).toEqual(new Map());
  });

  it('finds what lies in the window, what reaches in, and nothing that touches it', async () => {
    const before = await hold({ startsAt: base - 3_600_000, endsAt: base });
    const into = await hold({ startsAt: base, endsAt: base + 2 * 3_600_000 });
    const inside = await hold({ startsAt: base + 2 * 3_600_000, endsAt: base + 3 * 3_600_000 });
    const after = await hold({ startsAt: base + 3 * 3_600_000, endsAt: base + 4 * 3_600_000 });
    const found = await overlapping(base + 3_600_000, base + 3 * 3_600_000);
    expect(found).toEqual([into, inside]);
    expect(await overlapping(base - 1, base + 3 * 3_600_000 + 1)).toEqual([before, into, inside, after]);
  });

  it('finds a row of a year that began long before, shared or not', async () => {
    const long = await hold({ startsAt: base, endsAt: base + 366 * day });
    const shared = await hold({ startsAt: base + 1, endsAt: base + 366 * day, exclusive: false });
    const found = await overlapping(base + 365 * day, base + 365 * day + 1);
    expect(found.map(({ bookingId }) => bookingId)).toEqual([long.bookingId, shared.bookingId]);
  });

  it('is another tenant’s to ask in vain', async () => {
    await hold({});
    const other = await buildTenant(server);
    const found = await server.database.read((access) =>
      occupancies.overlapping(access, other.id, [resourceId], { from: base, to: base + day }),
    );
    expect(found).toEqual([]);
  });

  it('answers what a walk over all rows answers', async () => {
    const rows: Occupancy[] = [];
    let at = base;
    for (let index = 0; index < 30; index += 1) {
      at += (index % 3) * 1_800_000;
      const endsAt = at + 900_000 * (1 + (index % 4));
      rows.push(await hold({ startsAt: at, endsAt }));
      if (index % 5 === 0)
        rows.push(await hold({ startsAt: at - 600_000, endsAt: endsAt + 7_200_000, exclusive: false }));
      at = endsAt;
    }
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: base - day, max: at + day }),
        fc.integer({ min: 1, max: day }),
        async (from, length) => {
          const expected = rows.filter(({ startsAt, endsAt }) => startsAt < from + length && endsAt > from);
          const found = await overlapping(from, from + length);
          const ids = (list: readonly Occupancy[]) => list.map(({ bookingId }) => bookingId).sort();
          expect(ids(found)).toEqual(ids(expected));
          expect(await times(from, from + length)).toEqual(expected.map(timeOf).sort(byStart));
        },
      ),
      { numRuns: 60 },
    );
  });

  if (dialect === 'sqlite') {
    it('is looked for by time, however many bookings a resource has had', async () => {
      const searches = await server.database.read(async (access) => {
        const packed = { columns: packedTimes(access), ending: ours(' GROUP BY o.resource_id') };
        const lines: string[] = [];
        for (const selection of [{ columns: ours('o.starts_at') }, packed]) {
          const piece = overlappingSql(
            access,
            tenantId,
            [resourceId],
            { from: base, to: base + day },
            selection,
          );
          const { text, parameters } = rendered(piece, dialect);
          const plan = await access.manager.query<{ detail: string }[]>(
            `EXPLAIN QUERY PLAN ${text}`,
            parameters,
          );
          lines.push(...plan.map(({ detail }) => detail).filter((detail) => / [ox]\b/.test(detail)));
        }
        return lines;
      });
      expect(searches).toHaveLength(8);
      for (const line of searches) expect(line).toMatch(/^SEARCH . USING .*starts_at[<>=]/);
    });
  }

  it('leaves out what does not reach into the nearer part, its own buffers included', async () => {
    const hour = 3_600_000;
    const rows = [
      await hold({ startsAt: base, endsAt: base + hour }),
      await hold({ startsAt: base + hour, endsAt: base + 2 * hour, bufferAfter: hour + 1 }),
      await hold({ startsAt: base + 4 * hour, endsAt: base + 5 * hour, bufferBefore: 1 }),
      await hold({ startsAt: base + 5 * hour, endsAt: base + 6 * hour }),
    ];
    const near = { from: base + 3 * hour, to: base + 4 * hour };
    const found = await server.database.read((access) =>
      occupancies.overlapping(access, tenantId, [resourceId], { from: base, to: base + day }, near),
    );
    expect(found).toEqual([rows[1], rows[2]]);
  });

  it('frees everything that a booking holds at once', async () => {
    const row = await hold({});
    await server.database.write((transaction) => occupancies.release(transaction, tenantId, row.bookingId));
    expect(await overlapping(base, base + day)).toEqual([]);
  });

  it('moves the instant at which a hold ends', async () => {
    const row = await hold({ until: base });
    await server.database.write((transaction) =>
      occupancies.prolong(transaction, tenantId, row.bookingId, base + 5),
    );
    expect(await overlapping(base, base + day)).toEqual([{ ...row, until: base + 5 }]);
  });

  if (dialect === 'postgres') {
    it('is never two bookings’ at once: the database itself refuses the second', async () => {
      await hold({});
      const refused = await hold({ startsAt: base + 1_800_000 }).catch((error: unknown) => error);
      expect((refused as Problem).code).toBe('slot_taken');
      await hold({ startsAt: base + 1_800_000, exclusive: false });
      await hold({ startsAt: base + 3_600_000 });
    });

    it('is two bookings’ of two tenants with resources of their own', async () => {
      await hold({});
      const other = await buildTenant(server);
      const theirs = await buildResource(server, other);
      const booking = await buildBookingRow(server, other, { startsAt: base, endsAt: base + 1 });
      const row = { tenantId: other.id, bookingId: booking.id, resourceId: theirs.id, startsAt: base };
      const rest = { endsAt: base + day, exclusive: true, bufferBefore: 0, bufferAfter: 0, until: null };
      await server.database.write((transaction) => occupancies.hold(transaction, [{ ...row, ...rest }]));
    });
  }
});
