import type { ObjectLiteral } from 'typeorm';
import { newId } from '../../src/common/ids.js';
import { resourceDocument } from '../../src/database/full-text/stored-document.js';
import { indexDocument } from '../../src/database/full-text/write-documents.js';
import { emptyResource } from '../../src/resources/resource-members.js';
import { Resource } from '../../src/resources/resource.entity.js';
import type { TestServer } from '../support/test-server.js';

/** Somebody who can be booked, written straight into the rows and the search index. */
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
  await server.database.write(async (transaction) => {
    await transaction.manager.getRepository<ObjectLiteral>(Resource).insert(resource);
    if (resource.removedAt === null) indexDocument(transaction, tenant.id, resourceDocument(resource));
  });
  return resource;
}
