import { Inject, Injectable } from '@nestjs/common';
import type { TenantIdentity, UserPrincipal } from '../access/principal.js';
import type { ProvenUser } from '../access/token-prover.js';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import type { SealedPlace, Sealer } from '../crypto/seal.js';
import { ConfigurationDirectory } from '../tenants/configuration-directory.js';
import { SEALER } from '../tenants/sealer.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { toUserProfile } from '../users/profile-changes.js';
import { mappableMembers } from '../tenants/jwt-configuration.entity.js';
import { UsersService } from '../users/users.service.js';
import { readSession, sessionSeconds, writeSession, type Session } from './session.js';
import { cookieName, readCookie, sessionCookie } from './session-cookie.js';

const mapped: ReadonlySet<string> = new Set(mappableMembers);

/** Browser sessions without a table: the cookie holds them sealed, and whatever they stand on is looked at on every use. */
@Injectable()
export class SessionsService {
  readonly cookieName: string;

  constructor(
    @Inject(CONFIGURATION) configuration: Configuration,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(ConfigurationDirectory) private readonly configurations: ConfigurationDirectory,
    @Inject(UsersService) private readonly users: UsersService,
  ) {
    this.cookieName = cookieName(configuration.publicUrl);
  }

  /** The Set-Cookie line that begins a session. Throws the Problem of a token whose time is over, however tolerant the clock. */
  async begin({ principal, expiresAtSeconds, configurationVersion }: ProvenUser): Promise<string> {
    const { tenant, user, credential } = principal;
    const nowMs = this.clock.nowMs();
    const seconds = sessionSeconds(nowMs, expiresAtSeconds);
    if (seconds <= 0) throw new Problem('token_expired', { reason: 'expired' });
    const session: Session = {
      tenantId: tenant.id,
      userId: user.id,
      configurationId: credential.id,
      configurationVersion,
      expiresAtSeconds: Math.ceil(nowMs / 1000) + seconds,
    };
    const sealed = this.sealer.seal(writeSession(session), placeOf(tenant.id));
    return sessionCookie(this.cookieName, Buffer.from(sealed, 'base64').toString('base64url'), seconds);
  }

  /** Who is signed in at this tenant by the request's cookies; null for nobody, whatever the reason. */
  async find(cookies: string | undefined, slug: string): Promise<UserPrincipal | null> {
    const value = readCookie(cookies, this.cookieName);
    const tenant = value === null ? null : await this.tenants.findBySlug(slug);
    if (value === null || tenant === null) return null;
    const session = this.open(value, tenant.id);
    if (session === null || session.expiresAtSeconds * 1000 <= this.clock.nowMs()) return null;
    const configuration = await this.configurations.findById(session.configurationId);
    const stands =
      configuration?.tenantId === tenant.id &&
      configuration.enabled &&
      configuration.version === session.configurationVersion;
    return stands ? this.principalOf(tenant, session) : null;
  }

  private async principalOf(
    tenant: TenantIdentity,
    { userId, configurationId }: Session,
  ): Promise<UserPrincipal | null> {
    const user = await this.users.findById(tenant.id, userId);
    if (user === null || user.disabled) return null;
    return {
      kind: 'user',
      tenant,
      credential: { kind: 'jwt', id: configurationId, fingerprint: null },
      sees: { rows: 'own', userId },
      user: toUserProfile(user),
      // The token's claims are not kept: every member counts as the merchant's.
      mappedMembers: mapped,
    };
  }

  private open(value: string, tenantId: string): Session | null {
    try {
      const session = readSession(this.sealer.open(value, placeOf(tenantId)));
      return session?.tenantId === tenantId ? session : null;
    } catch {
      return null;
    }
  }
}

/** A session opens at its own tenant only, and a sealed secret of a row is no session. */
const placeOf = (tenantId: string): SealedPlace => ({
  tenantId,
  table: 'browser_session',
  rowId: '',
  column: 'cookie',
});
