/** Patience for what is promised within a second, on a machine that is busy with other suites. */
const patienceMs = 60_000;

/** Waits until it is so; throws with what was meant where it does not come. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  longestMs = patienceMs,
): Promise<void> {
  for (const start = Date.now(); !(await isSo());) {
    if (Date.now() - start > longestMs) throw new Error(`In vain: ${what}.`);
    await new Promise((wake) => setTimeout(wake, 10));
  }
}
