import type { BookingWords } from '../../src/pages/booking-words/words.js';
import type { Times } from '../shared/times.js';
import type { OverviewWords } from './words/words.js';

/** What every template speaks with. */
export interface Voice {
  readonly words: OverviewWords;
  readonly names: BookingWords;
  readonly times: Times;
}
