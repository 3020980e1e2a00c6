import { change } from '../../src/database/ask.js';
import { rawRows } from '../../src/database/raw-rows.js';
import { Occupancy } from '../../src/occupancy/occupancy.entity.js';
import type { TestServer } from '../support/test-server.js';
import { buildBookingRow } from './booking-rows.js';

const occupancyRows = rawRows(Occupancy);

type Server = Pick<TestServer, 'database'>;
type Owned = { readonly tenantId: string; readonly id: string };

/** Somebody holds the resource from `start` to `end` (RFC 3339), as a booking would. */
export async function buildOccupancy(
  server: Server,
  resource: Owned,
  [start, end]: readonly [string, string],
  members: Partial<Occupancy> = {},
): Promise<Occupancy> {
  const [startsAt, endsAt] = [Date.parse(start), Date.parse(end)];
  const booking = await buildBookingRow(
    server,
    { id: resource.tenantId },
    { resourceId: resource.id, startsAt, endsAt },
  );
  const occupancy: Occupancy = {
    tenantId: resource.tenantId,
    bookingId: booking.id,
    resourceId: resource.id,
    startsAt,
    endsAt,
    exclusive: true,
    bufferBefore: 0,
    bufferAfter: 0,
    until: null,
    ...members,
  };
  await server.database.write((transaction) => change(transaction, occupancyRows.insert(occupancy)));
  return occupancy;
}
