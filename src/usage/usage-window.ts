import type { Decision } from '../common/decision.js';
import { dayMs } from '../common/time-spans.js';
import { startOfDay, utcDay } from './utc-day.js';

const standardDays = 30;
const mostDays = 366;

export type UsageWindowRefusal = 'from_after_to' | 'too_long';

/**
 * The days that a question for usage is about, the first to the last. Without `to` it ends today, without `from` it has 30
 * days. The texts name days.
 */
export function usageWindow(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  nowMs: number,
): Decision<readonly string[], UsageWindowRefusal> {
  const last = startOfDay(to ?? utcDay(nowMs)) ?? 0;
  const first = from === undefined ? last - (standardDays - 1) * dayMs : (startOfDay(from) ?? 0);
  const count = (last - first) / dayMs + 1;
  if (count < 1) return { refused: 'from_after_to' };
  if (count > mostDays) return { refused: 'too_long' };
  return { ok: Array.from({ length: count }, (_, index) => utcDay(first + index * dayMs)) };
}
