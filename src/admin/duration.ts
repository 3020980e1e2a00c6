import { dayMs, hourMs, minuteMs } from '../common/time-spans.js';

const unitMs = { s: 1_000, m: minuteMs, h: hourMs, d: dayMs, w: 7 * dayMs } as const;
const longestMs = 3_650 * unitMs.d;

/** A span as people write it (`90s`, `30m`, `8h`, `7d`, `2w`, `0`) in milliseconds; null for anything else, and beyond ten years. */
export function durationMs(text: string): number | null {
  if (text === '0') return 0;
  const parts = /^(\d{1,9})([smhdw])$/.exec(text);
  if (parts === null) return null;
  const ms = Number(parts[1]) * unitMs[parts[2] as keyof typeof unitMs];
  return ms <= longestMs ? ms : null;
}
