import { Inject, Injectable } from '@nestjs/common';
import type { LinkMaker, WantedLink } from '../bookings/shown/customer-links.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { signJws } from '../crypto/sign-jws.js';
import type { ReadAccess } from '../database/access.js';
import { SigningKeys, type SigningKey } from '../tenants/signing-keys.js';

interface Making {
  readonly publicUrl: string;
  readonly key: Pick<SigningKey, 'id' | 'key'>;
  /** When the link is made, Unix milliseconds. */
  readonly nowMs: number;
  /** Tells links of one booking and action apart: each is used once. */
  readonly jti: string;
}

/** The link as contract 3 describes it, an absolute URL. HS256; the header names the key. */
export function actionLink(
  { bookingId, action, expiresAtMs, redirect }: WantedLink,
  { publicUrl, key, nowMs, jti }: Making,
): string {
  const token = signJws(
    { typ: 'JWT', kid: key.id },
    {
      booking_id: bookingId,
      action,
      iat: Math.floor(nowMs / 1000),
      exp: Math.floor(expiresAtMs / 1000),
      jti,
      ...(redirect !== undefined && { redirect }),
    },
    'HS256',
    key.key,
  );
  return `${publicUrl}${linkPath(bookingId, action)}?signature=${token}`;
}

/** Path of a link, without what the public URL puts before it. */
export const linkPath = (bookingId: string, action: string): string =>
  `/v2/bookings/${encodeURIComponent(bookingId)}/external_action/${encodeURIComponent(action)}`;

/** Makes action links with the tenant's current key. */
@Injectable()
export class ActionLinkMaker {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** One key for all links that the answer makes; null where the tenant has no API key. Inside a transaction, `access` is that transaction. */
  async forTenant(tenantId: string, access?: ReadAccess): Promise<LinkMaker | null> {
    const key = await this.keys.current(tenantId, access);
    if (key === null) return null;
    const { publicUrl } = this.configuration;
    const nowMs = this.clock.nowMs();
    return (wanted) => actionLink(wanted, { publicUrl, key, nowMs, jti: wanted.jti ?? newId() });
  }
}
