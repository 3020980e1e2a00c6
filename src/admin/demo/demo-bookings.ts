import type { Principal, TenantIdentity } from '../../access/principal.js';
import { isRefused } from '../../common/decision.js';
import { Resource } from '../../resources/resource.entity.js';
import { effectiveSettings } from '../../tenants/tenant-settings-merge.js';
import type { Workspace } from '../workspace.js';
import { demoNames, demoUsers } from './demo-document.js';
import { openDay } from './open-day.js';

const hourMs = 3_600_000;

/** Two bookings for each of the demo's users, in the coming week, made as the users themselves would make them. */
export async function demoBookings(workspace: Workspace): Promise<void> {
  const { configuration, tenants, database, clock } = workspace;
  const { id, slug, name, mode, timezone, settings } = await tenants.getBySlug(demoNames.slug);
  const tenant: TenantIdentity = { id, slug, name, mode, timezone, settings: effectiveSettings(settings) };
  const resources = await database.read(({ manager }) =>
    manager.find(Resource, { where: { tenantId: id }, order: { name: 'ASC' } }),
  );
  // Nest is loaded only by the commands that need it.
  const [{ withFeatures }, { UsersService }, { BookingCreation }] = await Promise.all([
    import('../command.module.js'),
    import('../../users/users.service.js'),
    import('../../bookings/booking-creation.service.js'),
  ]);
  await withFeatures(configuration, async (features) => {
    for (const [index, { id: externalId, name: fullName, email }] of demoUsers.entries()) {
      const provisioned = await features
        .get(UsersService)
        .provision(id, demoNames.hmacKid, externalId, { name: fullName, email }, { autoProvision: true });
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
        const start = openDay(clock.nowMs(), day) + (9 + index) * hourMs;
        const booking = {
          resource_id: resources[index % Math.max(resources.length, 1)]?.id ?? null,
          what: 'Haircut',
          start,
          end: start + hourMs / 2,
        };
        await features.get(BookingCreation).create(caller, 'demo', booking, async () => undefined);
      }
    }
  });
}
