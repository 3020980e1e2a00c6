import { durationMs } from '../common/duration-text.js';

/** The rules a merchant sets for bookings. Spans in milliseconds; null where there is no rule. */
export interface Policies {
  /** Least time that must pass before and after a booking; 0 when there is no rule. */
  readonly bufferBeforeMs: number;
  readonly bufferAfterMs: number;
  /** A booking starts at the earliest this long from now. */
  readonly minBookingNoticeMs: number | null;
  /** A booking starts at the latest this long from now. */
  readonly maxBookingWindowMs: number | null;
  /** A customer cancels or reschedules at the latest this long before the start. */
  readonly minCancelNoticeMs: number | null;
  /** So many bookings of the resource may start on one day of its zone. */
  readonly maxPerDay: number | null;
}

export const noPolicies: Policies = {
  bufferBeforeMs: 0,
  bufferAfterMs: 0,
  minBookingNoticeMs: null,
  maxBookingWindowMs: null,
  minCancelNoticeMs: null,
  maxPerDay: null,
};

/** The policies of a row, which `policiesSchema` has checked; members that say nothing readable are no rule. */
export function readPolicies(json: Readonly<Record<string, unknown>>): Policies {
  const span = (member: string): number | null => {
    const value = json[member];
    return typeof value === 'string' ? durationMs(value) : null;
  };
  const perDay = json['max_per_day'];
  return {
    bufferBeforeMs: span('buffer_before') ?? 0,
    bufferAfterMs: span('buffer_after') ?? 0,
    minBookingNoticeMs: span('min_booking_notice'),
    maxBookingWindowMs: span('max_booking_window'),
    minCancelNoticeMs: span('min_cancel_notice'),
    maxPerDay: typeof perDay === 'number' ? perDay : null,
  };
}

/** Member by member the stricter of two: longest buffers and notices, shortest window, fewest bookings a day. */
export const stricter = (one: Policies, other: Policies): Policies => ({
  bufferBeforeMs: Math.max(one.bufferBeforeMs, other.bufferBeforeMs),
  bufferAfterMs: Math.max(one.bufferAfterMs, other.bufferAfterMs),
  minBookingNoticeMs: most(one.minBookingNoticeMs, other.minBookingNoticeMs),
  maxBookingWindowMs: least(one.maxBookingWindowMs, other.maxBookingWindowMs),
  minCancelNoticeMs: most(one.minCancelNoticeMs, other.minCancelNoticeMs),
  maxPerDay: least(one.maxPerDay, other.maxPerDay),
});

/** The policies with a buffer that counts on both sides, as `buffer` of a project's availability and of a request does. */
export const withBuffer = (policies: Policies, bufferMs: number): Policies =>
  stricter(policies, { ...noPolicies, bufferBeforeMs: bufferMs, bufferAfterMs: bufferMs });

const most = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);

const least = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);
