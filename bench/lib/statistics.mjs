/** The middle of the values; of an even number of them the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Times functions against each other: in every round each of them runs for about `sliceMs`, in an order that turns from
 * round to round, so that whatever disturbs the machine disturbs all alike. Answers each one's microseconds per call,
 * round by round.
 *
 * @param {Record<string, (turn: number) => unknown>} contestants
 * @returns {Record<string, number[]>}
 */
export function timeInTurns(contestants, { rounds, sliceMs }) {
  const names = Object.keys(contestants);
  const calls = Object.fromEntries(names.map((name) => [name, callsWithin(contestants[name], sliceMs)]));
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -2; round < rounds; round += 1) {
    for (let place = 0; place < names.length; place += 1) {
      const name = names[(place + round + 2) % names.length];
      const took = microsecondsPerCall(contestants[name], calls[name]);
      // The first two rounds warm up.
      if (round >= 0) times[name].push(took);
    }
  }
  return times;
}

/** The median of the quotients of each round. */
export const medianRatio = (above, below) => median(above.map((value, round) => value / below[round]));

function microsecondsPerCall(call, count) {
  const from = process.hrtime.bigint();
  for (let turn = 0; turn < count; turn += 1) call(turn);
  return Number(process.hrtime.bigint() - from) / 1000 / count;
}

function callsWithin(call, sliceMs) {
  const until = performance.now() + sliceMs;
  let count = 0;
  while (performance.now() < until) call(count++);
  return Math.max(2, count);
}
