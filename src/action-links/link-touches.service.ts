import { Inject, Injectable, Logger } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { ShownTouch, TouchesByBooking } from '../bookings/shown/link-touch-readings.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { ReadAccess } from '../database/access.js';
import { Database } from '../database/database.js';
import type { TouchedLink } from '../http/request.js';
import { bringsLinkCookie } from './link-cookie.js';
import type { LinkTouch } from './link-touch.entity.js';
import { LinkTouchesRepository } from './link-touches.repository.js';
import { userAgentClass } from './user-agent-class.js';

/** What is kept of a request that touches a link. */
export interface TouchingRequest {
  readonly method: string;
  readonly headers: Pick<IncomingHttpHeaders, 'user-agent' | 'cookie'>;
}

/** Keeps every touch of a link that the merchant has signed with its booking, so that a merchant can see what happened (contract 3). */
@Injectable()
export class LinkTouches {
  private readonly logger = new Logger(LinkTouches.name);

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(LinkTouchesRepository) private readonly touches: LinkTouchesRepository,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** When the outcome is known. Never throws: what cannot be kept is told to the log, and the answer goes out. */
  async record(touched: TouchedLink, request: TouchingRequest, outcome: string): Promise<void> {
    const touch = touchOf(touched, request, { outcome, nowMs: this.clock.nowMs() });
    await this.database
      .write((transaction) => this.touches.insert(transaction, touch))
      .catch((error: unknown) => {
        this.logger.warn({ message: 'a touch of an action link could not be kept', reason: String(error) });
      });
  }

  /** The oldest first. */
  async ofBookings(
    access: ReadAccess,
    tenantId: string,
    bookingIds: readonly string[],
  ): Promise<TouchesByBooking> {
    const shown = new Map<string, ShownTouch[]>();
    for (const touch of await this.touches.ofBookings(access, tenantId, bookingIds)) {
      const held = shown.get(touch.bookingId) ?? [];
      shown.set(touch.bookingId, held);
      held.push(showTouch(touch));
    }
    return shown;
  }
}

function touchOf(
  { tenant, link }: TouchedLink,
  { method, headers }: TouchingRequest,
  { outcome, nowMs }: { readonly outcome: string; readonly nowMs: number },
): LinkTouch {
  const { bookingId, action, issuedAtSeconds } = link;
  return {
    tenantId: tenant.id,
    bookingId,
    id: newId(),
    action,
    at: nowMs,
    method,
    linkAgeMs: issuedAtSeconds === null ? null : Math.round(nowMs - issuedAtSeconds * 1000),
    userAgent: userAgentClass(headers['user-agent']),
    cookie: bringsLinkCookie(headers.cookie),
    outcome,
  };
}

const showTouch = ({ method, action, at, linkAgeMs, userAgent, cookie, outcome }: LinkTouch): ShownTouch => ({
  method,
  action,
  at,
  link_age_s: linkAgeMs === null ? null : Math.floor(linkAgeMs / 1000),
  user_agent: userAgent,
  cookie,
  outcome,
});
