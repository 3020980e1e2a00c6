import { weekdayNames, type Constraint, type ConstraintList, type TimeOfDay } from './constraint.js';
import { merged, type Interval, type Intervals } from './interval.js';
import { readPeriodEdge, readTimeOfDay, type PeriodEdge } from './local-time-text.js';

/** Times of a resource's clock: those that come back each week, and those that come once. */
export interface TimePlan {
  /** By weekday (0 = Sunday): milliseconds since the local midnight, 0 to 24 h. */
  readonly weekly: readonly Intervals[];
  readonly periods: readonly Period[];
}

export interface Period {
  readonly start: PeriodEdge;
  readonly end: PeriodEdge;
}

/** A list of constraints, made ready to be laid out over the days of a zone. */
export interface ConstraintPlan {
  /** Null when the list allows everything that it does not block. */
  readonly allowed: TimePlan | null;
  readonly blocked: TimePlan;
}

/** An empty list allows everything; one that only blocks allows the rest. */
export function planOf(list: ConstraintList): ConstraintPlan {
  const allows = list.filter(isAllow);
  return {
    allowed: allows.length === 0 ? null : timePlanOf(allows),
    blocked: timePlanOf(list.filter((constraint) => !isAllow(constraint))),
  };
}

/** Does it allow, rather than block? */
export const isAllow = (constraint: Constraint): boolean => memberOf(constraint).name.startsWith('allow_');

/** When the constraints of one word, all `allow_…` or all `block_…`, are in force: the union of them. */
export function timePlanOf(constraints: ConstraintList): TimePlan {
  const weekly = everyDay.map((): Interval[] => []);
  const periods: Period[] = [];
  for (const { name, held } of constraints.map(memberOf)) {
    if (name.endsWith('_period')) {
      const period = periodOf(held);
      if (period !== null) periods.push(period);
    } else {
      const hours = hoursOf(held);
      if (hours !== null) for (const day of daysOf(name, held)) weekly[day]?.push(hours);
    }
  }
  return { weekly: weekly.map(merged), periods };
}

interface Held {
  readonly day?: string;
  readonly start?: TimeOfDay;
  readonly end?: TimeOfDay;
}

const memberOf = (constraint: Constraint): { readonly name: string; readonly held: Held } => {
  const [name, held] = Object.entries(constraint as Readonly<Record<string, Held>>)[0] ?? ['', {}];
  return { name, held };
};

const everyDay = [0, 1, 2, 3, 4, 5, 6];

function daysOf(name: string, { day }: Held): readonly number[] {
  if (name.endsWith('_weekdays')) return [1, 2, 3, 4, 5];
  if (name.endsWith('_weekends')) return [0, 6];
  if (day === undefined) return everyDay;
  return [(weekdayNames as readonly string[]).indexOf(day.toLowerCase())];
}

function hoursOf({ start = 0, end = 24 }: Held): Interval | null {
  const [from, to] = [readTimeOfDay(start), readTimeOfDay(end)];
  return from === null || to === null ? null : { start: from, end: to };
}

function periodOf({ start, end }: Held): Period | null {
  const from = readPeriodEdge(String(start), 'start');
  const to = readPeriodEdge(String(end), 'end');
  return from === null || to === null ? null : { start: from, end: to };
}
