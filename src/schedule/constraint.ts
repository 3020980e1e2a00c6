/** Seven days as constraints name them, in any case; the place is the weekday (0 = Sunday). */
export const weekdayNames = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

/** A time of day: a whole hour 0–24, or `HH:MM` (`24:00` is the end of the day). */
export type TimeOfDay = number | string;

/**
 * What a constraint says of when, as clients write it and rows keep it. Times are meant in the resource's own zone;
 * a `period` with offsets names instants, and a date as its end means the end of that day.
 */
interface ConstraintMembers {
  readonly day_and_time: { readonly day: string; readonly start: TimeOfDay; readonly end: TimeOfDay };
  readonly hours: { readonly start: TimeOfDay; readonly end: TimeOfDay };
  readonly day: { readonly day: string };
  readonly period: { readonly start: string; readonly end: string };
  readonly weekdays: Readonly<Record<string, never>>;
  readonly weekends: Readonly<Record<string, never>>;
}

type ConstraintKind = keyof ConstraintMembers;

type Worded<Word extends string> = {
  readonly [Kind in ConstraintKind]: { readonly [Name in `${Word}_${Kind}`]: ConstraintMembers[Kind] };
}[ConstraintKind];

/** One rule of a list, contract 2: exactly one member, `allow_…` or `block_…`. */
export type Constraint = Worded<'allow'> | Worded<'block'>;

/** What one list permits: the union of its `allow_…` (everything when it has none) less every `block_…`. */
export type ConstraintList = readonly Constraint[];
