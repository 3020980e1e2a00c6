const dayMs = 86_400_000;
/** How long tests may take that count by the day, on a machine that is busy with other suites. */
const neededMs = 45_000;

/** Waits for the next day of UTC where the present one, of `nowMs`, is over soon: what is counted from here on is of one day. */
export async function clearOfMidnight(nowMs = Date.now()): Promise<void> {
  const leftMs = dayMs - (nowMs % dayMs);
  if (leftMs < neededMs) await new Promise((wake) => setTimeout(wake, leftMs + 5));
}
