import { html, nothing, type TemplateResult } from 'lit';
import type { Phase } from './overview-model.js';
import type { Voice } from './view.js';

export interface StateView {
  readonly phase: Exclude<Phase, 'listed' | 'loading'>;
  /** Whether the bookings are those of a signed-in user. */
  readonly bySession: boolean;
  readonly onRetry: () => void;
}

/** Why there is no list, and what to do about it. */
export function stateView({ words }: Voice, { phase, bySession, onRetry }: StateView): TemplateResult {
  const advice = adviceFor(phase, bySession);
  const { title, hint } = words[advice];
  const canRetry = phase === 'unreachable' || phase === 'failed';
  return html`<div part="notice" class="notice" role=${phase === 'no_token' ? 'status' : 'alert'}>
    <h2>${title}</h2>
    <p>${hint}</p>
    ${canRetry ? html`<button part="button" class="main" @click=${onRetry}>${words.retry}</button>` : nothing}
  </div>`;
}

type AdviceName = 'noToken' | 'expired' | 'refused' | 'signedOut' | 'unreachable' | 'offline' | 'failed';

function adviceFor(phase: StateView['phase'], bySession: boolean): AdviceName {
  if (phase === 'no_token') return 'noToken';
  if (phase === 'unreachable') return navigator.onLine ? 'unreachable' : 'offline';
  return bySession && phase !== 'failed' ? 'signedOut' : phase;
}

/** Room for the list that is on its way; a page may put what it knows already into the slot `loading`. */
export const loadingView = (): TemplateResult =>
  html`<slot name="loading"
    ><div class="skeleton"><i></i><i></i><i></i></div
  ></slot>`;
