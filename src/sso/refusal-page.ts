import { html, type Html } from '../pages/html.js';
import { page, type Page } from '../pages/page.js';

const refusal = (title: string, content: Html): Page => page({ title, content, language: 'en' });

/** One page for every token that does not prove itself: the bytes tell nothing about which check failed, nor whether the slug is anyone's. */
const rejected = refusal(
  'You are not signed in',
  html`<p>This sign-in link does not work, or no longer does.</p>
    <p class="soft">Go back to the site that sent you here and sign in there once more.</p>`,
);

const unavailable = refusal(
  'Signing in is not possible right now',
  html`<p>
    The site that sent you here could not be asked about your sign-in. Please try again in a minute.
  </p>`,
);

const busy = refusal(
  'Too many attempts',
  html`<p>There were too many sign-ins that did not work. Please try again in a minute.</p>`,
);

const unreadable = refusal(
  'This request cannot be read',
  html`<p>
    The address or the form that brought you here is not as it should be. Go back and try once more.
  </p>`,
);

/** What a browser is shown for an error of this status. */
export function refusalPage(status: number): Page {
  if (status === 401 || status === 404) return rejected;
  if (status === 429) return busy;
  return status >= 500 ? unavailable : unreadable;
}
