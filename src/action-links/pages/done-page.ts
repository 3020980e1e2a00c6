import { html } from '../../pages/html.js';
import type { Page } from '../../pages/page.js';
import type { LinkView } from '../link-view.js';
import { bookingFacts, stateLine } from './booking-facts.js';
import { linkPage, undoForm } from './link-page.js';
import { wordedAction, type Speech } from './speech.js';

interface DoneParts {
  /** Was an address to go on to asked for, and not followed? */
  readonly isRedirectRefused: boolean;
}

/** What was done, how the booking stands, and how a cancellation is undone. */
export function donePage(view: LinkView, speech: Speech, { isRedirectRefused }: DoneParts): Page {
  const { words } = speech;
  const said = wordedAction(view);
  const { title, text } = said === null ? { title: view.caller.link.action, text: '' } : words.done[said];
  return linkPage(view, speech, {
    title,
    content: html`<p role="status">${text}</p>
      ${isRedirectRefused ? html`<p class="notice">${words.notRedirected}</p>` : ''}
      ${bookingFacts(view, speech)} ${stateLine(view, speech)} ${undoForm(view, speech)}`,
  });
}
