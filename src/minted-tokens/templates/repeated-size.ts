/**
 * How many single signs an expression stands for once its counted repetitions are written out (`(ab){3}` for 6), at least:
 * a few characters can ask for half a million, and a compiler would make them all before it says so. Knows groups, classes
 * and escapes, and need not know whether the expression is one.
 */
export function repeatedSize(expression: string): number {
  const outer: number[] = [];
  let done = 0;
  let last = 0;
  const next = (size: number) => {
    done += last;
    last = size;
  };
  for (const [piece] of expression.matchAll(pieces)) {
    const count = counted.exec(piece);
    if (count !== null) last *= Math.max(1, Number(count[2] || count[1]));
    else if (piece.startsWith('\\Q')) quoted(piece).forEach(() => next(1));
    else if (piece === '(') {
      next(0);
      outer.push(done);
      done = 0;
    } else if (piece === ')') {
      const group = done + last;
      done = outer.pop() ?? 0;
      last = group;
    } else next(1);
  }
  return outer.reduce((sum, size) => sum + size, done + last);
}

/** Text between `\Q` and `\E` (or the end), an escape, a class, a count, or one sign. */
const pieces =
  /\\Q[^]*?(?:\\E|$)|\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\[^]|\[\^?\]?(?:\[:\^?\w+:\]|\\[^]|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[^]/gu;
const counted = /^\{(\d+)(?:,(\d*))?\}$/;

const quoted = (piece: string): readonly string[] => [...piece.slice(2).replace(/\\E$/, '')];
