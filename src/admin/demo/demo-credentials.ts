import { createPrivateKey, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { IsNull, MoreThan } from 'typeorm';
import { actionLink } from '../../action-links/action-link-maker.js';
import { Booking } from '../../bookings/booking.entity.js';
import { newId } from '../../common/ids.js';
import { dayMs, hourMs } from '../../common/time-spans.js';
import { signJws } from '../../crypto/sign-jws.js';
import { signedSecurityToken } from '../../devices/security-tokens/signed-security-token.js';
import { Project } from '../../projects/project.entity.js';
import { Resource } from '../../resources/resource.entity.js';
import type { ApiKey } from '../../tenants/api-key.entity.js';
import { apiKeyState } from '../../tenants/api-key-state.js';
import type { Tenant } from '../../tenants/tenant.entity.js';
import { makeSignedSearch } from '../../signed-search/signed-search-maker.js';
import type { SigningKey } from '../../tenants/signing-keys.js';
import type { Workspace } from '../workspace.js';
import { demoCustomers, demoNames, demoUsers } from './demo-document.js';
import { demoKeyFile } from './demo-key-file.js';
import { demoSearch } from './demo-search.js';
import { openDay } from './open-day.js';
import type { DemoCredentials } from './ready-commands.js';

/** The demo tenant's credentials with tokens for a day; null where there is no demo tenant, or its keys were ended. */
export async function demoCredentials(workspace: Workspace, url: string): Promise<DemoCredentials | null> {
  const { tenants, apiKeys, jwtConfigurations, clock, database, configuration } = workspace;
  const tenant = await tenants.findBySlug(demoNames.slug);
  if (tenant === null) return null;
  const now = clock.nowMs();
  const working = (await apiKeys.list(tenant.id)).filter((key) =>
    ['active', 'expiring'].includes(apiKeyState(key, now)),
  );
  const secretOf = (type: ApiKey['type']) => {
    const key = working.findLast((one) => one.type === type);
    return key === undefined ? null : apiKeys.revealSecret(key);
  };
  const configurations = await jwtConfigurations.list(tenant.id);
  const hmac = configurations.find(({ id, enabled }) => enabled && id === demoNames.hmacKid);
  const secret = hmac === undefined ? null : jwtConfigurations.revealSecret(hmac);
  const [serverSecret, widgetSecret] = [secretOf('api'), secretOf('widget')];
  const key = await workspace.signingKeys.current(tenant.id);
  if (serverSecret === null || widgetSecret === null || secret === null || key === null) return null;
  const customers = await customerCredentials(workspace, { url, tenant, key, now });
  if (customers === null) return null;
  const [anna, bob] = demoUsers;
  const claims = (user: (typeof demoUsers)[number]) => ({
    ...user,
    iat: seconds(now),
    exp: seconds(now + dayMs),
  });
  const sign = (
    kid: string,
    user: (typeof demoUsers)[number],
    algorithm: 'HS256' | 'RS256',
    key: Parameters<typeof signJws>[3],
  ) => signJws({ typ: 'JWT', kid }, claims(user), algorithm, key);
  const privateKey = readPrivateKey(demoKeyFile(configuration));
  const resource = await database.read(({ manager }) =>
    manager.findOne(Resource, { where: { tenantId: tenant.id }, order: { id: 'ASC' } }),
  );
  const hasProject = await database.read(({ manager }) =>
    manager.existsBy(Project, { tenantId: tenant.id, slug: demoNames.project, removedAt: IsNull() }),
  );
  const start = openDay(now, 2) + 10 * hourMs;
  return {
    url,
    slug: tenant.slug,
    serverSecret,
    widgetSecret,
    hmacToken: sign(demoNames.hmacKid, anna, 'HS256', createSecretKey(Buffer.from(secret, 'utf8'))),
    rsaToken: privateKey && sign(demoNames.rsaKid, bob, 'RS256', privateKey),
    project: hasProject ? demoNames.project : null,
    booking: {
      ...(resource !== null && { resource_id: resource.id }),
      what: 'Haircut',
      start: new Date(start).toISOString(),
      end: new Date(start + 1_800_000).toISOString(),
      customer: demoCustomers[0],
    },
    client: {
      id: key.id,
      user: anna.id,
      token: signedSecurityToken(
        { user: anna.id, iat: seconds(now), exp: seconds(now + dayMs), jti: newId() },
        key,
      ),
    },
    ...customers,
    ...(await demoSearch(workspace, tenant.id)),
  };
}

interface Signing {
  readonly url: string;
  readonly tenant: Pick<Tenant, 'id' | 'slug'>;
  readonly key: SigningKey;
  readonly now: number;
}

/** What the merchant's server hands the customer's browser. */
async function customerCredentials(
  { database }: Pick<Workspace, 'database'>,
  { url: publicUrl, tenant: { id: tenantId, slug }, key, now: nowMs }: Signing,
): Promise<Pick<DemoCredentials, 'signedSearch' | 'actionLink'> | null> {
  const { email: customerEmail } = demoCustomers[0];
  const times = { iat: seconds(nowMs), exp: seconds(nowMs + dayMs) };
  const made = makeSignedSearch({ publicUrl, slug }, { 'customer.email': customerEmail }, times, key);
  if ('refused' in made) return null;
  const next = await database.read(({ manager }) =>
    manager.findOne(Booking, {
      where: { tenantId, customerEmail, graph: 'instant', state: 'confirmed', startsAt: MoreThan(nowMs) },
      order: { startsAt: 'ASC' },
    }),
  );
  const link = (booking: Booking): string =>
    actionLink(
      { bookingId: booking.id, action: 'cancel_by_customer', expiresAtMs: booking.endsAt },
      { publicUrl, key, nowMs, jti: newId() },
    );
  return { signedSearch: made.ok, actionLink: next && link(next) };
}

function readPrivateKey(file: string) {
  try {
    return createPrivateKey(readFileSync(file));
  } catch {
    return null;
  }
}

const seconds = (ms: number): number => Math.floor(ms / 1000);
