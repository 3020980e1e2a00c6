import { Booking } from '../../src/bookings/booking.entity.js';
import { JournalRow } from '../../src/journal/journal-row.entity.js';
import { Occupancy } from '../../src/occupancy/occupancy.entity.js';
import type { TestServer } from './test-server.js';

/** What the tenant's bookings have left in the rows, each asked for by the booking's id. */
export const bookingTraces = (server: TestServer, { id: tenantId }: { readonly id: string }) => ({
  rowOf: (id: string) => server.database.read(({ manager }) => manager.findOneBy(Booking, { tenantId, id })),
  /** In the order of the journal. */
  journalOf: (id: string) =>
    server.database.read(({ manager }) =>
      manager.find(JournalRow, { where: { tenantId, bookingId: id }, order: { sequence: 'ASC' } }),
    ),
  /** How many resources it holds. */
  heldBy: (id: string) =>
    server.database.read(({ manager }) => manager.countBy(Occupancy, { tenantId, bookingId: id })),
});

/** How many bookings, members of their meta and journal rows there are; what happens by itself meanwhile is not counted. */
export async function bookingRowCounts(server: TestServer): Promise<number[]> {
  const counts: number[] = [];
  for (const rows of ['bookings', 'booking_meta', "journal WHERE credential_kind <> 'system'"]) {
    const [row] = await server.database.read(({ manager }) =>
      manager.query<{ n: number | string }[]>(`SELECT count(*) AS n FROM ${rows}`),
    );
    counts.push(Number(row?.n));
  }
  return counts;
}
