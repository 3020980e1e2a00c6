const dayMs = 86_400_000;

/** Midnight UTC of the n-th day after tomorrow on which the demo shop is open: it is closed on Sundays. */
export function openDay(nowMs: number, n: number): number {
  let midnight = Math.ceil(nowMs / dayMs) * dayMs;
  for (let open = 0; open < n;) {
    midnight += dayMs;
    if (new Date(midnight).getUTCDay() !== 0) open += 1;
  }
  return midnight;
}
