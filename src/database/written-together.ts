/** What is written to a connection, and can be held back. */
export interface Line {
  cork(): void;
  uncork(): void;
}

/** What `send` writes goes out in one piece: most of what a short statement costs this process is the write. */
export function inOnePiece<T>(line: Line, send: () => T): T {
  line.cork();
  try {
    return send();
  } finally {
    line.uncork();
  }
}

/** What is written from here to the end of the work that is ready now goes out in one piece. */
export function untilTurnEnds(line: Line): void {
  line.cork();
  process.nextTick(() => line.uncork());
}
