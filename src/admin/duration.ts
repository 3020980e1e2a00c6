const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const longestMs = 3_650 * unitMs.d;

/** A span as people write it (`90s`, `30m`, `8h`, `7d`, `2w`, `0`) in milliseconds; null for anything else, and beyond ten years. */
export function durationMs(text: string): number | null {
  if (text === '0') return 0;
  const parts = /^(\d{1,9})([smhdw])$/.exec(text);
  if (parts === null) return null;
  const ms = Number(parts[1]) * unitMs[parts[2] as keyof typeof unitMs];
  return ms <= longestMs ? ms : null;
}
