import type { INestApplicationContext } from '@nestjs/common';
import type { Principal, TenantIdentity } from '../../access/principal.js';
import { isRefused } from '../../common/decision.js';
import { hourMs } from '../../common/time-spans.js';
import { Project } from '../../projects/project.entity.js';
import { Resource } from '../../resources/resource.entity.js';
import { effectiveSettings } from '../../tenants/tenant-settings-merge.js';
import type { Workspace } from '../workspace.js';
import { demoCustomerBookings } from './demo-customer-bookings.js';
import { demoNames, demoUsers } from './demo-document.js';
import { openDay } from './open-day.js';

/** Two bookings for each of the demo's users, in the coming week, made as the users themselves would make them, and a customer's. */
export async function demoBookings(workspace: Workspace): Promise<void> {
  const { configuration, tenants, database, clock } = workspace;
  const { id, slug, name, mode, timezone, settings } = await tenants.getBySlug(demoNames.slug);
  const tenant: TenantIdentity = { id, slug, name, mode, timezone, settings: effectiveSettings(settings) };
  const [resources, project] = await database.read(({ manager }) =>
    Promise.all([
      manager.find(Resource, { where: { tenantId: id }, order: { name: 'ASC' } }),
      manager.findOneByOrFail(Project, { tenantId: id, slug: demoNames.project }),
    ]),
  );
  const [ann, ben] = resources.map((resource) => resource.id) as [string, string];
  const nowMs = clock.nowMs();
  // Nest is loaded only by the commands that need it.
  const { withFeatures } = await import('../command.module.js');
  await withFeatures(configuration, async (features) => {
    await userBookings(features, tenant, { barbers: [ann, ben], nowMs });
    const merchant: Principal = {
      kind: 'app',
      tenant,
      credential: { kind: 'api_key', id: demoNames.serverKey, fingerprint: null },
      sees: { rows: 'all' },
    };
    await demoCustomerBookings(features, merchant, { projectId: project.id, ann, ben, nowMs });
  });
}

async function userBookings(
  features: INestApplicationContext,
  tenant: TenantIdentity,
  { barbers, nowMs }: { readonly barbers: readonly [string, string]; readonly nowMs: number },
): Promise<void> {
  const { UsersService } = await import('../../users/users.service.js');
  const { BookingCreation } = await import('../../bookings/creation/booking-creation.service.js');
  for (const [index, { id: externalId, name, email }] of demoUsers.entries()) {
    const provisioned = await features
      .get(UsersService)
      .provision(tenant.id, demoNames.hmacKid, externalId, { name, email }, { autoProvision: true });
    if (isRefused(provisioned)) continue;
    const user = provisioned.ok;
    const caller: Principal = {
      kind: 'user',
      tenant,
      credential: { kind: 'jwt', id: demoNames.hmacKid, fingerprint: null },
      sees: { rows: 'own', userId: user.id },
      user,
      mappedMembers: new Set(),
    };
    for (const day of [1, 3]) {
      const start = openDay(nowMs, day) + (9 + index) * hourMs;
      const booking = {
        resource_id: barbers[index] ?? null,
        what: 'Haircut',
        start,
        end: start + hourMs / 2,
      };
      await features.get(BookingCreation).create(caller, 'demo', booking, async () => undefined);
    }
  }
}
