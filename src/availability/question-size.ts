import { dayMs } from '../common/time-spans.js';
import type { ConstraintList } from '../schedule/constraint.js';
import type { AvailabilityQuestion } from './availability-question.js';

/** Places of grids that one question may go through, whatever comes out: about a quarter of a second's work. */
const placesAtMost = 1_000_000;

/** Times that constraints may mark, over all days and resources: less than a second's work. */
export const marksAtMost = 1_000_000;

type Size = Pick<AvailabilityQuestion, 'from' | 'to' | 'lengthMs' | 'stepMs'>;

/** All lists of one resource. */
interface Bound {
  readonly lists: readonly ConstraintList[];
}

/** What is wrong with a question that would keep the server busy for long: the field and what to do; else null. */
export function sizeFault(
  { from, to, lengthMs, stepMs }: Size,
  resources: readonly Bound[],
): [field: string, message: string] | null {
  if (lengthMs !== null && (resources.length * (to - from)) / stepMs > placesAtMost) {
    return [
      'timeslot_increments',
      'makes too many slots: raise it, ask for a shorter time from from to to, or name fewer resources',
    ];
  }
  const marks = resources.reduce((sum, { lists }) => sum + marksOf(lists.flat(), { from, to }), 0);
  return marks > marksAtMost
    ? [
        'to',
        'is too far from from for so many resources and constraints: ask in parts, or name fewer resources',
      ]
    : null;
}

/** Times that constraints may mark: those of a clock on every day, periods once. */
export function marksOf(constraints: ConstraintList, { from, to }: Pick<Size, 'from' | 'to'>): number {
  const once = constraints.filter(
    (constraint) => 'allow_period' in constraint || 'block_period' in constraint,
  ).length;
  const days = (to - from) / dayMs + 1;
  return once + (constraints.length - once) * days;
}

/** Steps that an explanation may take, which goes through all that is left for each single constraint. */
const stepsAtMost = 30_000_000;

/** Would it keep the server busy for long to explain these lists, resource by resource? */
export function isLongToExplain(window: Pick<Size, 'from' | 'to'>, resources: readonly Bound[]): boolean {
  const steps = resources.map(({ lists }) => {
    const all = lists.flat();
    return all.length * marksOf(all, window);
  });
  return steps.reduce((sum, step) => sum + step, 0) > stepsAtMost;
}
