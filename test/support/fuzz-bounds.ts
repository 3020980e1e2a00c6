import fc, { type IAsyncProperty, type Parameters } from 'fast-check';

/** Minutes that `npm run fuzz` gives each property, and no less than the bounded run; 0 in the bounded run that every change meets. */
const minutes = Number(process.env['COUNTERSIGN_TEST_FUZZ_MINUTES'] ?? 0);
/** Repeats a run: its failure, and the first line of a long run, name the seed. */
const given = process.env['COUNTERSIGN_TEST_FUZZ_SEED'];
const seed = given === undefined ? Math.trunc(Math.random() * 0x7fffffff) : Number(given);

/** How long one property tries. */
export interface FuzzBounds<Values> {
  /** For `fc.assert`: the seed, and an end after `boundedMs`, or after the minutes that were given. */
  readonly parameters: Parameters<Values>;
  /** For jest: enough for all runs, and for finding the smallest case of a failure. */
  readonly timeoutMs: number;
}

export function fuzzBounds<Values>(boundedMs: number): FuzzBounds<Values> {
  const longestMs = Math.max(minutes * 60_000, boundedMs);
  if (minutes > 0) process.stderr.write(`fuzz: seed ${seed}, ${minutes} minute(s) for each property\n`);
  return {
    parameters: {
      seed,
      numRuns: minutes > 0 ? Number.MAX_SAFE_INTEGER : 10_000,
      interruptAfterTimeLimit: longestMs,
      markInterruptAsFailure: false,
    },
    timeoutMs: longestMs * 2 + 180_000,
  };
}

/** Asserts the property, again with other seeds until enough was tried, five times at most: on a busy machine little fits into the time. */
export async function assertAmply<Values>(
  property: IAsyncProperty<Values>,
  parameters: Parameters<Values>,
  isEnough: () => boolean,
): Promise<void> {
  await fc.assert(property, parameters);
  for (let more = 1; more <= 4 && !isEnough(); more += 1)
    await fc.assert(property, { ...parameters, seed: (parameters.seed ?? 0) + more });
}
