/** A worker that lived this long was well: the next one starts at once. */
const wellAfterMs = 10_000;
const firstPauseMs = 250;
const longestPauseMs = 30_000;

/** How a worker's place has fared so far. */
export interface Place {
  /** Workers in a row that ended before they were well. */
  readonly earlyEnds: number;
}

/**
 * What to do when a worker ended by itself after `livedMs`: start the next one after `pauseMs`, longer each time that one
 * ends early, so that a worker that cannot live does not use up the machine.
 */
export function afterEnd(
  { earlyEnds }: Place,
  livedMs: number,
): { readonly place: Place; readonly pauseMs: number } {
  if (livedMs >= wellAfterMs) return { place: { earlyEnds: 0 }, pauseMs: 0 };
  const pauseMs = Math.min(firstPauseMs * 2 ** earlyEnds, longestPauseMs);
  return { place: { earlyEnds: earlyEnds + 1 }, pauseMs };
}
