import type { ResourceTimes } from './slots.js';

const DAY = 86_400_000;

/** Questions above this bound take more than a moment to answer and are to be refused. */
export const workAtMost = 500_000;

interface Asked {
  readonly from: number;
  readonly to: number;
  /** Null asks for free times, of which the grid says nothing. */
  readonly lengthMs: number | null;
  readonly stepMs: number;
}

/**
 * How many times have to be looked at, at most, to say what resources offer: the starts of the grid, and the pieces
 * that constraints cut the days into. Bookings are not counted.
 */
export function workOf(resources: readonly Pick<ResourceTimes, 'lists'>[], asked: Asked): number {
  const { from, to, lengthMs, stepMs } = asked;
  const days = Math.ceil((to - from) / DAY) + 2;
  const starts = lengthMs === null ? days : Math.ceil((to - from) / stepMs) + days;
  return resources.reduce((sum, { lists }) => {
    const constraints = lists.flat();
    const periods = constraints.filter((one) => 'allow_period' in one || 'block_period' in one).length;
    return sum + starts + (constraints.length - periods) * days + periods;
  }, 0);
}
