import { newId } from '../../src/common/ids.js';
import { Resource } from '../../src/resources/resource.entity.js';
import type { TestServer } from '../support/test-server.js';

/** Somebody who can be booked, written straight into the rows. */
export async function buildResource(
  server: TestServer,
  tenant: { readonly id: string },
  members: Partial<Resource> = {},
): Promise<Resource> {
  const resource: Resource = {
    tenantId: tenant.id,
    id: newId(),
    name: 'Ann',
    timezone: 'Europe/Copenhagen',
    email: null,
    firstName: null,
    lastName: null,
    description: null,
    image: null,
    tags: [],
    meta: {},
    availabilityConstraints: [],
    policies: {},
    removedAt: null,
    createdAt: Date.now(),
    updatedAt: Date.now(),
    ...members,
  };
  await server.database.write(({ manager }) => manager.insert(Resource, resource as never));
  return resource;
}
