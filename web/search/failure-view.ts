import { html, nothing, type TemplateResult } from 'lit';
import type { Failure } from './search-api.js';
import type { Voice } from './view.js';
import type { SearchWords } from './words/words.js';

/** Why there is no answer, and what to do about it. */
export function failureView(voice: Voice, failure: Failure, onRetry: () => void): TemplateResult {
  const { title, hint } = voice.words[adviceFor(failure)];
  // Only another token helps these.
  const canRetry = failure.kind !== 'expired' && failure.kind !== 'refused';
  return html`<div part="notice" class="notice" role="alert">
    <h2>${title}</h2>
    <p>${failure.kind === 'limited' ? limitedText(voice, failure) : hint}</p>
    ${
      canRetry
        ? html`<button part="button" type="button" @click=${onRetry}>${voice.words.retry}</button>`
        : nothing
    }
  </div>`;
}

/** What stands below a form that was not booked. */
export function notBookedText(voice: Voice, failed: Failure | 'unclear'): string {
  const { words } = voice;
  if (failed === 'unclear') return words.notBooked;
  if (failed.kind === 'limited') return limitedText(voice, failed);
  if (failed.kind === 'unreachable' || failed.kind === 'failed') return words.notSent;
  const { title, hint } = words[failed.kind];
  return `${title}. ${hint}`;
}

const limitedText = ({ words }: Voice, { afterSeconds }: Failure): string =>
  afterSeconds === null ? words.limited.hint : words.limitedBy(Math.max(1, Math.ceil(afterSeconds)));

function adviceFor({ kind }: Failure): (Failure['kind'] & keyof SearchWords) | 'offline' {
  return kind === 'unreachable' && !navigator.onLine ? 'offline' : kind;
}
