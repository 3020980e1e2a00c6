import { html, nothing, type TemplateResult } from 'lit';
import { failureView } from './failure-view.js';
import type { Found, Slot } from './found.js';
import type { Times } from './search-model.js';
import type { Voice } from './view.js';

export interface ResultView {
  readonly found: Found;
  readonly canBook: boolean;
  /** Undefined until somebody wants to see more than the next one. */
  readonly times: Times | undefined;
  /** Whether its time was booked by somebody else just now. */
  readonly taken: boolean;
  readonly onChoose: (slot: Slot) => void;
  /** From the next one where no time is given. */
  readonly onTimes: (fromMs?: number) => void;
}

/** Times that are shown at once. */
const shownAtMost = 24;

/** One result: what it is called, what is said of it, and when it is free. */
export function resultView(voice: Voice, view: ResultView): TemplateResult {
  const { id, name, description, tags } = view.found;
  return html`<li part="result">
    <h2 part="title" id=${titleId(id)} tabindex="-1">${name}</h2>
    ${description === '' ? nothing : html`<p part="description">${description}</p>`}
    ${tags.length === 0 ? nothing : html`<p part="tags" class="soft">${tags.join(' · ')}</p>`}
    ${view.taken ? html`<p part="notice" class="notice" role="alert">${voice.words.taken}</p>` : nothing}
    ${timesView(voice, view)}
  </li>`;
}

/** Where the focus goes when a form is left. */
export const titleId = (id: string): string => `title-${id}`;

function timesView(voice: Voice, view: ResultView): TemplateResult | typeof nothing {
  const { words } = voice;
  const { times, found, onTimes } = view;
  if (times === undefined) return nextView(voice, view);
  if (times === 'loading') return html`<p class="soft" role="status">${words.searching}</p>`;
  if (!isList(times)) return failureView(voice, times, () => onTimes());
  if (times.length === 0) return html`<p class="soft" role="status">${words.noTimes}</p>`;
  const shown = times.slice(0, shownAtMost);
  const last = shown.at(-1) as Slot;
  return html`<div part="times">
    ${byDay(shown).map((slots, index) => dayView(voice, view, slots, `day-${index}-${found.id}`))}
    <p>
      <button
        part="button"
        type="button"
        aria-describedby=${titleId(found.id)}
        @click=${() => onTimes(last.startMs + 1)}
      >
        ${words.laterTimes}
      </button>
    </p>
  </div>`;
}

const isList = (times: Exclude<Times, 'loading'>): times is readonly Slot[] => Array.isArray(times);

function nextView({ words, times }: Voice, { found, canBook, onChoose, onTimes }: ResultView) {
  const { slot, id } = found;
  if (slot === null) return found.isFull ? html`<p class="soft">${words.noTimes}</p>` : nothing;
  const when = html`<time datetime=${new Date(slot.startMs).toISOString()}
    >${times.moment(slot.startMs)}</time
  >`;
  const withWhom =
    slot.withWhom === '' ? nothing : html`<span class="soft">${words.withWhom(slot.withWhom)}</span>`;
  if (!canBook) return html`<p part="next">${words.nextFree} ${when} ${withWhom}</p>`;
  return html`<p class="soft">${words.nextFree}</p>
    <div part="next" class="actions">
      <button
        part="button"
        type="button"
        class="main"
        aria-describedby=${titleId(id)}
        @click=${() => onChoose(slot)}
      >
        ${when}
      </button>
      ${withWhom}
      <button part="button" type="button" aria-describedby=${titleId(id)} @click=${() => onTimes()}>
        ${words.moreTimes}
      </button>
    </div>`;
}

function dayView(
  { times }: Voice,
  { found, onChoose }: ResultView,
  slots: readonly Slot[],
  id: string,
): TemplateResult {
  return html`<h3 id=${id}>${times.day((slots[0] as Slot).startMs)}</h3>
    <div class="actions">
      ${slots.map(
        (slot) =>
          html`<button
            part="button time"
            type="button"
            aria-describedby="${id} ${titleId(found.id)}"
            @click=${() => onChoose(slot)}
          >
            <time datetime=${new Date(slot.startMs).toISOString()}>${times.clock(slot.startMs)}</time>
          </button>`,
      )}
    </div>`;
}

/** In the browser's zone, as they are written. */
function byDay(slots: readonly Slot[]): Slot[][] {
  const days = new Map<string, Slot[]>();
  for (const slot of slots) {
    const day = new Date(slot.startMs).toDateString();
    days.set(day, [...(days.get(day) ?? []), slot]);
  }
  return [...days.values()];
}
