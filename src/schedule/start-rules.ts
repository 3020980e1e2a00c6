import type { Occupied } from './occupied.js';
import type { Policies } from './policies.js';
import type { ZoneDays } from './zone-days.js';

interface StartFacts {
  readonly policies: Policies;
  readonly nowMs: number;
  readonly isPastAllowed: boolean;
}

/** When a booking may start, both ends included. */
interface StartBounds {
  readonly notBefore: number;
  readonly notAfter: number;
  /** Is it the notice that bounds the beginning, or only that the past is over? */
  readonly isNotice: boolean;
}

/** A notice binds everyone; without one, only those who may not book the past are bound to now. */
export function startBounds({ policies, nowMs, isPastAllowed }: StartFacts): StartBounds {
  const { minBookingNoticeMs, maxBookingWindowMs } = policies;
  const isNotice = minBookingNoticeMs !== null && minBookingNoticeMs > 0;
  return {
    notBefore: isNotice ? nowMs + minBookingNoticeMs : isPastAllowed ? -Infinity : nowMs,
    notAfter: maxBookingWindowMs === null ? Infinity : nowMs + maxBookingWindowMs,
    isNotice,
  };
}

const none: ReadonlySet<number> = new Set();

/** The local days on which so many bookings start already that the policy lets no further one start. */
export function fullDays(
  occupied: readonly Occupied[],
  policies: Policies,
  days: ZoneDays,
): ReadonlySet<number> {
  const { maxPerDay } = policies;
  if (maxPerDay === null) return none;
  const counts = new Map<number, number>();
  for (const { start } of occupied) {
    const day = days.dayOf(start);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= maxPerDay).map(([day]) => day));
}
