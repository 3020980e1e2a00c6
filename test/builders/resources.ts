import { newId } from '../../src/common/ids.js';
import { emptyResource } from '../../src/resources/resource-members.js';
import { Resource } from '../../src/resources/resource.entity.js';
import type { TestServer } from '../support/test-server.js';

/** Somebody who can be booked, written straight into the rows. */
export async function buildResource(
  server: TestServer,
  tenant: { readonly id: string },
  members: Partial<Resource> = {},
): Promise<Resource> {
  const resource: Resource = {
    ...emptyResource,
    tenantId: tenant.id,
    id: newId(),
    name: 'Ann',
    timezone: 'Europe/Copenhagen',
    removedAt: null,
    createdAt: Date.now(),
    updatedAt: Date.now(),
    ...members,
  };
  await server.database.write(({ manager }) => manager.insert(Resource, resource as never));
  return resource;
}
