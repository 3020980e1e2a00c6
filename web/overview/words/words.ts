import type { Advice } from '../../shared/advice.js';

/** What the overview says beside the names of states and actions. */
export interface OverviewWords {
  readonly coming: string;
  readonly past: string;
  readonly loading: string;
  readonly nothingComing: string;
  readonly nothingPast: string;
  readonly more: string;
  readonly untitled: string;
  zone(name: string): string;
  withWhom(name: string): string;
  seats(taken: number, of: number): string;
  readonly addToCalendar: string;
  readonly subscribe: string;
  readonly subscribeHint: string;
  readonly subscribeAddress: string;
  readonly copy: string;
  readonly copied: string;
  readonly calendarFile: string;
  readonly askCancel: string;
  readonly keep: string;
  readonly message: string;
  readonly sending: string;
  cancelled(title: string): string;
  restored(title: string): string;
  undoUntil(time: string): string;
  readonly notChanged: string;
  isNow(state: string): string;
  readonly actionFailed: string;
  readonly retry: string;
  stale(time: string): string;
  readonly noToken: Advice;
  readonly expired: Advice;
  readonly refused: Advice;
  readonly signedOut: Advice;
  readonly unreachable: Advice;
  readonly offline: Advice;
  readonly failed: Advice;
}
