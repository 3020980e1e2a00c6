import { html, type TemplateResult } from 'lit';
import { calendarAddress, type Source } from './addresses.js';
import type { Voice } from './view.js';

/** All bookings in a calendar: an address to subscribe to where the token stands in it, else a file to download. */
export function calendarView({ words }: Voice, source: Source, onCopied: () => void): TemplateResult {
  const address = calendarAddress(source);
  const file = html`<a part="link" class="plain" href=${address} rel="noreferrer">${words.calendarFile}</a>`;
  // A calendar app has no session.
  if (source.kind === 'session') return html`<p>${file}</p>`;
  const copy = async (event: Event): Promise<void> => {
    const field = (event.currentTarget as HTMLElement).parentElement?.querySelector('input');
    field?.select();
    try {
      await navigator.clipboard.writeText(address);
      onCopied();
    } catch {
      // The address is selected, which is as far as a page may go here.
    }
  };
  return html`<details part="calendar">
    <summary>${words.subscribe}</summary>
    <p>${words.subscribeHint}</p>
    <div class="actions">
      <input readonly .value=${address} aria-label=${words.subscribeAddress} />
      <button part="button" @click=${copy}>${words.copy}</button>
      ${file}
    </div>
  </details>`;
}
