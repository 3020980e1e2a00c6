/** Minutes that `npm run faults` gives to what repeats; 0 in the bounded run that every change meets. */
const minutes = Number(process.env['COUNTERSIGN_TEST_FAULT_MINUTES'] ?? 0);

/** How often, or for how long, a fault is repeated. */
export interface FaultBounds {
  /** False once the rounds, or the minutes that were given, are over. */
  readonly goesOn: (roundsDone: number) => boolean;
  /** For jest: enough for all rounds and for what is looked at afterwards. */
  readonly timeoutMs: number;
}

export function faultBounds(rounds: number): FaultBounds {
  const longestMs = minutes * 60_000;
  let until = 0;
  return {
    goesOn: (roundsDone) => {
      if (minutes <= 0) return roundsDone < rounds;
      until ||= Date.now() + longestMs;
      return Date.now() < until;
    },
    timeoutMs: longestMs * 2 + 240_000,
  };
}
