/** Paths of one request at most. */
export const pathsAtMost = 10_000;
