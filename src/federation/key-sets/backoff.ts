const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait after the n-th failure in a row (n from 1): doubling from 1 s to 30 s, of which `chance`
 * (0 … 1) decides the second half, so that many waiting processes do not come back together.
 */
export function backoffMs(failures: number, chance: number): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 16), LONGEST_MS);
  return Math.round(full * (0.5 + 0.5 * chance));
}
