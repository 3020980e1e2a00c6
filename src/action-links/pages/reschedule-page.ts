import { actionName } from '../../pages/booking-words/words.js';
import { html, type Html } from '../../pages/html.js';
import type { Page } from '../../pages/page.js';
import type { Interval } from '../../schedule/interval.js';
import { byDay } from '../free-week.js';
import type { FreeTimes } from '../free-times.service.js';
import { zoneOfView, type LinkView } from '../link-view.js';
import { alert } from './ask-page.js';
import { bookingFacts } from './booking-facts.js';
import { linkPage } from './link-page.js';
import type { Speech } from './speech.js';

interface RescheduleParts extends FreeTimes {
  /** Address of this page with another week, relative to it. */
  readonly hrefOf: (from: string) => string;
  /** Why nothing happened, after the button was pressed in vain. */
  readonly notice?: string | undefined;
  readonly onwards?: string | undefined;
}

/** A week of free times to choose from, none of them chosen beforehand, and one button. */
export function reschedulePage(view: LinkView, speech: Speech, parts: RescheduleParts): Page {
  const { words, bookings } = speech;
  const { title, text } = words.ask.reschedule_by_customer;
  const { slots, notice, onwards } = parts;
  return linkPage(view, speech, {
    title,
    onwards,
    content: html`${notice === undefined ? '' : alert(notice)}
      <p>${text}</p>
      ${bookingFacts(view, speech, words.slots.current)}
      <h2 id="times">${words.slots.heading}</h2>
      ${weekLinks(parts, speech)}
      ${
        slots.length === 0
          ? html`<p>${words.slots.none}</p>`
          : html`<form method="post">
              ${daysOf(slots, view, speech)}
              <p class="actions">
                <button class="main" type="submit">${actionName(bookings, 'reschedule_by_customer')}</button>
              </p>
            </form>`
      }
      <p class="soft">${words.slots.other(view.caller.tenant.name)}</p>`,
  });
}

function daysOf(slots: readonly Interval[], view: LinkView, { times }: Speech): Html[] {
  const zone = zoneOfView(view);
  return byDay(slots, zone.name).map(
    (day) =>
      html`<fieldset>
        <legend>${times.day(day[0]?.start ?? 0)}</legend>
        ${day.map(
          ({ start, end }) =>
            html`<label
              ><input type="radio" name="start" value="${zone.write(start)}" required />
              ${times.hours(start, end)}</label
            >`,
        )}
      </fieldset>`,
  );
}

function weekLinks({ week, hrefOf }: RescheduleParts, { words }: Speech): Html {
  const link = (from: string | null, text: string): Html | string =>
    from === null ? '' : html`<a class="button" href="${hrefOf(from)}">${text}</a>`;
  return html`<p class="actions">
    ${link(week.earlier, words.slots.earlier)} ${link(week.later, words.slots.later)}
  </p>`;
}
