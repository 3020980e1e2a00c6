import { html, nothing, type TemplateResult } from 'lit';
import { stateName } from '../../src/pages/booking-words/words.js';
import { eventFile } from './event-file.js';
import type { BookedTime } from './search-api.js';
import type { Voice } from './view.js';

/** What was booked. */
export function bookedView(
  voice: Voice,
  booked: BookedTime,
  name: string,
  onAgain: () => void,
): TemplateResult {
  const { words, names, times } = voice;
  const { startMs, endMs, what, where, withWhom, state } = booked;
  const { title, hint } = settled.has(state) ? words.booked : words.requested;
  const { terms } = names;
  const rows = [
    [terms.what, what || name],
    [terms.when, times.range(startMs, endMs)],
    [terms.with, withWhom],
    [terms.where, where],
    [terms.state, stateName(names, state)],
  ].filter(([, text]) => text !== '');
  return html`<div part="booked">
    <h2 id="stage" tabindex="-1">${title}</h2>
    <p>${hint}</p>
    <dl>
      ${rows.map(
        ([term, text]) =>
          html`<dt>${term}</dt>
            <dd>${text}</dd>`,
      )}
    </dl>
    <div class="actions">
      ${
        settled.has(state)
          ? html`<button part="button" type="button" @click=${() => save(booked, name)}>
              ${words.calendarFile}
            </button>`
          : nothing
      }
      <button part="button" type="button" @click=${onAgain}>${words.again}</button>
    </div>
  </div>`;
}

const settled: ReadonlySet<string> = new Set(['confirmed', 'paid']);

/** As a file of the browser's own: the booking has no address that this page could open. */
function save(booked: BookedTime, name: string): void {
  const file = new Blob([eventFile(booked, name, Date.now())], { type: 'text/calendar;charset=utf-8' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = 'booking.ics';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
