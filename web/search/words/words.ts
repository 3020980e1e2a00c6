import type { Advice } from '../../shared/advice.js';

/** What the search says beside the names of states. */
export interface SearchWords {
  readonly label: string;
  readonly search: string;
  readonly searching: string;
  found(count: number): string;
  readonly nothing: Advice;
  readonly more: string;
  readonly nextFree: string;
  readonly noTimes: string;
  readonly moreTimes: string;
  readonly laterTimes: string;
  zone(name: string): string;
  withWhom(name: string): string;
  readonly back: string;
  readonly name: string;
  readonly email: string;
  optional(title: string): string;
  readonly choose: string;
  readonly missing: string;
  readonly wrongEmail: string;
  readonly wrong: string;
  readonly book: string;
  readonly sending: string;
  readonly taken: string;
  readonly booked: Advice;
  readonly requested: Advice;
  readonly calendarFile: string;
  readonly again: string;
  readonly retry: string;
  /** It is not known whether the booking was made. */
  readonly notSent: string;
  readonly notBooked: string;
  limitedBy(seconds: number): string;
  readonly noAccess: Advice;
  readonly expired: Advice;
  readonly refused: Advice;
  readonly limited: Advice;
  readonly unreachable: Advice;
  readonly offline: Advice;
  readonly failed: Advice;
}
