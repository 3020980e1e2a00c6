import type { WordedAction } from '../../pages/booking-words/words.js';

export interface Saying {
  readonly title: string;
  readonly text: string;
}

/** Everything that the pages of action links say, beside the words about bookings that all pages share. */
export interface LinkWords {
  /** Before the act: the question, and what the button does. */
  readonly ask: Readonly<Record<WordedAction, Saying>>;
  /** After the act. */
  readonly done: Readonly<Record<WordedAction, Saying>>;
  readonly undo: {
    /** Beside the button of a cancellation. */
    readonly hint: (minutes: number) => string;
    /** Beside the button that undoes; the time of day is written already. */
    readonly offer: (until: string) => string;
  };
  /** Label of the field for a message. */
  readonly message: string;
  /** Where the booking stands now. */
  readonly stateNow: (state: string) => string;
  /** After the act, where the address to go on to was not followed. */
  readonly notRedirected: string;
  readonly used: Saying;
  readonly refused: {
    readonly title: string;
    readonly notOffered: string;
    readonly undoOver: string;
    /** A customer comes too late by the merchant's rule. */
    readonly tooLate: (merchant: string) => string;
    readonly taken: string;
    readonly full: string;
    readonly rule: string;
  };
  readonly invalid: string;
  readonly slots: {
    readonly current: string;
    readonly heading: string;
    readonly none: string;
    readonly earlier: string;
    readonly later: string;
    readonly chooseOne: string;
    readonly other: (merchant: string) => string;
  };
  /** Pages for links that cannot be opened. */
  readonly problems: {
    readonly rejected: Saying;
    readonly expired: Saying;
    readonly gone: Saying;
    readonly notHere: Saying;
    readonly unreadable: Saying;
    readonly busy: Saying;
    readonly unavailable: Saying;
  };
}
