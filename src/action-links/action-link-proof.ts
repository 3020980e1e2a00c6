import { createSecretKey, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ActionPrincipal, TenantIdentity } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import { refusalOfTimes } from '../crypto/claims.js';
import { fingerprintOf } from '../crypto/fingerprint.js';
import type { TouchedLink } from '../http/request.js';
import {
  readApiKeyToken,
  signerOf,
  timeRulesOf,
  type ApiKeyToken,
  type ApiKeyTokenRefusal,
} from '../tenants/api-key-token.js';
import { KeyDirectory } from '../tenants/key-directory.js';
import { SigningKeys, type SigningKey } from '../tenants/signing-keys.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import {
  readActionLinkClaims,
  type ActionLinkClaimRefusal,
  type ActionLinkClaims,
} from './action-link-claims.js';
import { BookingTenants } from './booking-tenants.js';

/** Why an action link proves nothing: for the rejection log, metrics and `countersign explain`, never for strangers. */
export type ActionLinkRefusal =
  ApiKeyTokenRefusal | ActionLinkClaimRefusal | 'booking_other' | 'action_other' | 'booking_unknown';

/** What an address says that the token must say too. */
export interface LinkedPlace {
  readonly id: string;
  readonly action: string;
}

/** What was found on the way; nothing of it is proven until the way was gone to its end. */
export interface ActionLinkFacts {
  claims?: ActionLinkClaims;
  tenant?: TenantIdentity;
  signer?: SigningKey;
  /** Where nothing but the time is amiss: a link that the merchant has signed, to a booking of theirs. */
  untimely?: TouchedLink;
}

export type ActionLinkProving =
  | { readonly ok: ActionPrincipal; readonly found: Readonly<ActionLinkFacts> }
  | { readonly refused: ActionLinkRefusal; readonly found: Readonly<ActionLinkFacts> };

/** Signs nothing anywhere: a token of no tenant is held against it, so that it costs what any other does. */
const nobodysKey: SigningKey = { id: '', expiresAt: null, key: createSecretKey(randomBytes(32)) };

/**
 * Proves action links (contract 3): form, header, payload, that it is about this booking and this action, whose it is, key,
 * signature, times. Whether the booking is there, and whether the link was used, is asked by whoever acts: to a link that
 * proves nothing, a booking that is not there is like any other. Remembers nothing, for a link is used once.
 */
@Injectable()
export class ActionLinkProof {
  constructor(
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(KeyDirectory) private readonly directory: KeyDirectory,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(BookingTenants) private readonly bookings: BookingTenants,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async prove(token: string, place: LinkedPlace): Promise<ActionLinkProving> {
    const found: ActionLinkFacts = {};
    const refused = (reason: ActionLinkRefusal) => ({ refused: reason, found });
    const reading = readApiKeyToken(token);
    if ('refused' in reading) return refused(reading.refused);
    const claims = readActionLinkClaims(reading.ok.jws.payload);
    if ('refused' in claims) return refused(claims.refused);
    found.claims = claims.ok;
    const { link, times } = claims.ok;
    if (link.bookingId !== place.id) return refused('booking_other');
    if (link.action !== place.action) return refused('action_other');
    const tenant = await this.tenantOf(reading.ok, link.bookingId);
    if (tenant === null) {
      signerOf(reading.ok, [nobodysKey]);
      return refused(reading.ok.kid === null ? 'booking_unknown' : 'kid_unknown');
    }
    found.tenant = tenant;
    const signer = signerOf(reading.ok, await this.keys.candidates(tenant.id, reading.ok.kid));
    if ('refused' in signer) return refused(signer.refused);
    found.signer = signer.ok;
    const late = refusalOfTimes(times, timeRulesOf(tenant), this.clock.nowMs());
    if (late !== undefined) {
      if ((await this.bookings.findOf(link.bookingId)) === tenant.id) found.untimely = { tenant, link };
      return refused(late);
    }
    const credential = { kind: 'action_link', id: signer.ok.id, fingerprint: fingerprintOf(token) } as const;
    const sees = { rows: 'one', bookingId: link.bookingId } as const;
    return { ok: { kind: 'action', tenant, credential, sees, link }, found };
  }

  /** The tenant whose key `kid` names, else the one whose booking it is. */
  private async tenantOf({ kid }: ApiKeyToken, bookingId: string): Promise<TenantIdentity | null> {
    const tenantId =
      kid === null
        ? await this.bookings.findOf(bookingId)
        : ((await this.directory.findActiveById(kid))?.tenantId ?? null);
    return tenantId === null ? null : this.tenants.findById(tenantId);
  }
}
