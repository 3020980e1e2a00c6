import { newId } from '../../src/common/ids.js';
import { change } from '../../src/database/ask.js';
import { rawRows } from '../../src/database/raw-rows.js';
import { Occupancy } from '../../src/occupancy/occupancy.entity.js';
import { ProjectResource } from '../../src/projects/project-resource.entity.js';
import { Project } from '../../src/projects/project.entity.js';
import type { TestServer } from '../support/test-server.js';
import { buildBookingRow } from './booking-rows.js';

const projectRows = rawRows(Project);
const memberRows = rawRows(ProjectResource);
const occupancyRows = rawRows(Occupancy);

type Server = Pick<TestServer, 'database'>;
type Owned = { readonly tenantId: string; readonly id: string };

/** A project and its resources, by priority, written straight into the rows. */
export async function buildProject(
  server: Server,
  tenant: { readonly id: string },
  resources: readonly { readonly id: string }[],
  members: Partial<Project> = {},
): Promise<Project> {
  const id = newId();
  const project: Project = {
    tenantId: tenant.id,
    id,
    slug: `project-${id}`,
    name: 'Haircut',
    description: null,
    availability: {},
    availabilityConstraints: [],
    booking: {},
    customerFields: {},
    ui: {},
    policies: {},
    meta: {},
    createdAt: Date.now(),
    updatedAt: Date.now(),
    removedAt: null,
    ...members,
  };
  await server.database.write(async (transaction) => {
    await change(transaction, projectRows.insert(project));
    for (const [position, { id: resourceId }] of resources.entries()) {
      const member = { tenantId: tenant.id, projectId: id, resourceId, position };
      await change(transaction, memberRows.insert(member));
    }
  });
  return project;
}

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
