import { stateName } from '../../pages/booking-words/words.js';
import { html, type Html } from '../../pages/html.js';
import type { LinkView } from '../link-view.js';
import type { Speech } from './speech.js';

/** What, when in the customer's zone, with whom and where. What people wrote stands apart from the direction of our text. */
export function bookingFacts(
  { booking, resource }: LinkView,
  { bookings: { terms }, times }: Speech,
  when: string = terms.when,
): Html {
  const { startsAt, endsAt, what, place } = booking;
  const from = new Date(startsAt).toISOString();
  return html`<dl>
    ${fact(terms.what, what)}
    <dt>${when}</dt>
    <dd>
      <time datetime="${from}">${times.span(startsAt, endsAt)}</time>
      <span class="soft">(${times.zone(startsAt)})</span>
    </dd>
    ${fact(terms.with, resource?.name ?? null)} ${fact(terms.where, place)}
  </dl>`;
}

const fact = (term: string, text: string | null): Html | string =>
  text === null || text.trim() === ''
    ? ''
    : html`<dt>${term}</dt>
        <dd><bdi>${text}</bdi></dd>`;

/** Where the booking stands now, as a sentence. */
export const stateLine = ({ booking }: LinkView, { words, bookings }: Speech): Html =>
  html`<p>${words.stateNow(stateName(bookings, booking.state))}</p>`;
