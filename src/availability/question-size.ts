import type { AvailabilityQuestion } from './availability-question.js';

/** Places of grids that one question may go through, whatever comes out: about a quarter of a second's work. */
const placesAtMost = 1_000_000;

/** Times that the request's own constraints may mark, over all days and resources: less than a second's work. */
const marksAtMost = 1_000_000;

const dayMs = 86_400_000;

type Size = Pick<AvailabilityQuestion, 'from' | 'to' | 'lengthMs' | 'stepMs' | 'constraints'>;

/** What is wrong with a question that would keep the server busy for long: the field and what to do; else null. */
export function sizeFault(
  { from, to, lengthMs, stepMs, constraints }: Size,
  resources: number,
): [field: string, message: string] | null {
  if (lengthMs !== null && (resources * (to - from)) / stepMs > placesAtMost) {
    return [
      'timeslot_increments',
      'makes too many slots: raise it, ask for a shorter time from from to to, or name fewer resources',
    ];
  }
  const once = constraints.filter(
    (constraint) => 'allow_period' in constraint || 'block_period' in constraint,
  ).length;
  const days = (to - from) / dayMs + 1;
  if (resources * (once + (constraints.length - once) * days) > marksAtMost) {
    return [
      'constraints',
      'are too many for so many resources and days: ask for a shorter time from from to to, or name fewer resources',
    ];
  }
  return null;
}
