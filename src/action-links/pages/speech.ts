import { bookingWords } from '../../pages/booking-words/by-language.js';
import { wordedActions, type BookingWords, type WordedAction } from '../../pages/booking-words/words.js';
import type { Language } from '../../pages/language.js';
import { zoneOfView, type LinkView } from '../link-view.js';
import { linkWords } from '../words/by-language.js';
import type { LinkWords } from '../words/words.js';
import { pageTimes, type PageTimes } from './page-times.js';

/** How a page speaks to whoever opened the link. */
export interface Speech {
  readonly language: Language;
  readonly words: LinkWords;
  readonly bookings: BookingWords;
  readonly times: PageTimes;
}

export function speechFor(view: LinkView, language: Language): Speech {
  const { locale } = view.caller.tenant.settings;
  return {
    language,
    words: linkWords[language],
    bookings: bookingWords[language],
    times: pageTimes(language, locale, zoneOfView(view).name),
  };
}

/** The action of the link; null for one that no page has words for, because nobody can take it. */
export const wordedAction = ({ caller }: LinkView): WordedAction | null =>
  wordedActions.find((action) => action === caller.link.action) ?? null;
