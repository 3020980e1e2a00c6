import { actionName } from '../../pages/booking-words/words.js';
import { html, type Html } from '../../pages/html.js';
import { page, type Page } from '../../pages/page.js';
import type { LinkView } from '../link-view.js';
import type { Speech } from './speech.js';

interface LinkPageParts {
  readonly title: string;
  readonly content: Html;
  /** Origin that the answer to the page's form may lead on to. */
  readonly onwards?: string | undefined;
}

/** A page of a proven link: the merchant's name and colour around what it says. */
export const linkPage = (
  { caller: { tenant } }: LinkView,
  { language }: Speech,
  { title, content, onwards }: LinkPageParts,
): Page =>
  page({
    title,
    language,
    color: tenant.settings.branding.color,
    formTargets: onwards === undefined ? [] : [onwards],
    content: html`${content}
      <p class="soft"><bdi>${tenant.name}</bdi></p>`,
  });

/** Undoes a cancellation while there is time; nothing where there is none. */
export function undoForm({ undo }: LinkView, { words, bookings, times }: Speech): Html | string {
  if (undo === null) return '';
  const { pathname, search } = new URL(undo.url);
  return html`<form method="post" action="${pathname + search}">
    <p>${words.undo.offer(times.timeOfDay(undo.expiresAtMs))}</p>
    <p class="actions"><button type="submit">${actionName(bookings, 'undo')}</button></p>
  </form>`;
}
