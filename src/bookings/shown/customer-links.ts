import { Injectable } from '@nestjs/common';
import type { ReadAccess } from '../../database/access.js';

/** An action link that is to be made. */
export interface WantedLink {
  readonly bookingId: string;
  /** An action of the booking's graph, or `undo`. */
  readonly action: string;
  /** Unix milliseconds; the link says it in whole seconds. */
  readonly expiresAtMs: number;
  /** Where the browser is sent after the act, whether the tenant lists its origin or not. */
  readonly redirect?: string | undefined;
  /** Links of one booking and action that share it are used up together; each is one of its own by default. */
  readonly jti?: string | undefined;
}

/** Makes links of one tenant, all with the same key: absolute URLs. */
export type LinkMaker = (wanted: WantedLink) => string;

/** Makers of a tenant's links; null where it has no API key to sign with. Inside a transaction, `access` is that transaction. */
export type LinkMakers = (tenantId: string, access?: ReadAccess) => Promise<LinkMaker | null>;

/** Where action links, which stand above bookings, register who makes them, so that a booking can be answered with its links. */
@Injectable()
export class CustomerLinks {
  private makers: LinkMakers = async () => null;
  private isRegistered = false;

  register(makers: LinkMakers): void {
    if (this.isRegistered) throw new Error('Makers of action links are registered twice.');
    this.isRegistered = true;
    this.makers = makers;
  }

  /** Null where there are no links: the tenant has no API key, or the program makes none. */
  makerFor(tenantId: string, access?: ReadAccess): Promise<LinkMaker | null> {
    return this.makers(tenantId, access);
  }
}
