import { takesMessage } from '../../bookings/actions/action-inputs.js';
import { isUndoable } from '../../bookings/actions/undo-window.js';
import { actionName } from '../../pages/booking-words/words.js';
import { html, type Html } from '../../pages/html.js';
import type { Page } from '../../pages/page.js';
import type { LinkView } from '../link-view.js';
import { bookingFacts } from './booking-facts.js';
import { linkPage } from './link-page.js';
import { wordedAction, type Speech } from './speech.js';

interface AskParts {
  /** Why nothing happened, after the button was pressed in vain. */
  readonly notice?: string;
  readonly onwards?: string | undefined;
}

/** What will happen, to what, and one button: its form goes to the page's own address. */
export function askPage(view: LinkView, speech: Speech, { notice, onwards }: AskParts): Page {
  const { words, bookings } = speech;
  const { action } = view.caller.link;
  const said = wordedAction(view);
  const { title, text } = said === null ? { title: action, text: '' } : words.ask[said];
  return linkPage(view, speech, {
    title,
    onwards,
    content: html`${notice === undefined ? '' : alert(notice)}
      <p>${text}</p>
      ${bookingFacts(view, speech)}
      <form method="post">
        ${takesMessage(action) ? messageField(words.message) : ''} ${undoHint(view, speech)}
        <p class="actions"><button class="main" type="submit">${actionName(bookings, action)}</button></p>
      </form>`,
  });
}

export const alert = (text: string): Html => html`<p class="notice" role="alert">${text}</p>`;

const messageField = (label: string): Html =>
  html`<p>
    <label for="message">${label}</label>
    <textarea id="message" name="message" maxlength="2000" autocomplete="off"></textarea>
  </p>`;

function undoHint({ caller: { link, tenant } }: LinkView, { words }: Speech): Html | string {
  const minutes = tenant.settings.undo_minutes;
  return isUndoable(link.action) && minutes > 0 ? html`<p class="soft">${words.undo.hint(minutes)}</p>` : '';
}
