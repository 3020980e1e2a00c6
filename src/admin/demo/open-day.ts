import { dayMs } from '../../common/time-spans.js';

/** Midnight UTC of the n-th day after tomorrow on which the demo shop is open: it is closed on Sundays. */
export function openDay(nowMs: number, n: number): number {
  let midnight = Math.ceil(nowMs / dayMs) * dayMs;
  for (let open = 0; open < n;) {
    midnight += dayMs;
    if (isOpen(midnight)) open += 1;
  }
  return midnight;
}

/** Midnight UTC of a day, `days` ago or one more, on which it was open. */
export function openDayBefore(nowMs: number, days: number): number {
  const midnight = Math.floor(nowMs / dayMs - days) * dayMs;
  return isOpen(midnight) ? midnight : midnight - dayMs;
}

const isOpen = (midnight: number): boolean => new Date(midnight).getUTCDay() !== 0;
