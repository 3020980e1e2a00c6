/** States of all graphs, as whoever booked sees them. */
export const wordedStates = [
  'tentative',
  'confirmed',
  'declined',
  'paid',
  'unpaid',
  'cancelled',
  'cancelled_by_customer',
  'cancelled_by_owner',
  'rescheduled_by_customer',
  'completed',
  'no_show',
  'reserved',
  'expired',
] as const;
export type WordedState = (typeof wordedStates)[number];

/** Actions that somebody can take, and `undo`. */
export const wordedActions = [
  'confirm',
  'decline',
  'pay',
  'cancel',
  'cancel_by_customer',
  'cancel_by_owner',
  'complete',
  'no_show',
  'reschedule_by_customer',
  'undo',
] as const;
export type WordedAction = (typeof wordedActions)[number];

/** Words about bookings that every page for customers uses. Plain data, so that browsers can have them too. */
export interface BookingWords {
  /** What a state is called: a short label. */
  readonly states: Readonly<Record<WordedState, string>>;
  /** What the button says that takes the action. */
  readonly actions: Readonly<Record<WordedAction, string>>;
  /** Names of what is known about a booking. */
  readonly terms: {
    readonly what: string;
    readonly when: string;
    readonly where: string;
    readonly with: string;
    readonly state: string;
  };
}

/** The state's name in these words; of a state that is not known, the state itself. */
export const stateName = ({ states }: Pick<BookingWords, 'states'>, state: string): string =>
  Object.hasOwn(states, state) ? states[state as WordedState] : state;

/** The button of an action; of one that is not known, the action itself. */
export const actionName = ({ actions }: Pick<BookingWords, 'actions'>, action: string): string =>
  Object.hasOwn(actions, action) ? actions[action as WordedAction] : action;
