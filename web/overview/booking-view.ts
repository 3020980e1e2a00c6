import { html, nothing, type TemplateResult } from 'lit';
import { actionName, stateName } from '../../src/pages/booking-words/words.js';
import { timeLeft } from '../shared/times.js';
import { isCalledOff, type ListedBooking, type Undo } from './booking.js';
import type { Notice } from './overview-model.js';
import type { Voice } from './view.js';

export interface BookingView {
  readonly booking: ListedBooking;
  readonly notice: Notice | undefined;
  readonly undo: Undo | undefined;
  /** Null where the booking is in no calendar: it is over or called off. */
  readonly calendar: string | null;
  readonly onCancel: (opener: HTMLElement) => void;
  readonly onUndo: () => void;
}

/** One booking: what, when, with whom, where, its state, and what can be done about it. */
export function bookingView(voice: Voice, view: BookingView): TemplateResult {
  const { words, names, times } = voice;
  const { booking } = view;
  const { id, startMs, endMs, withWhom, where, state, seats } = booking;
  const calledOff = isCalledOff(state);
  return html`<li part="booking" class=${calledOff ? 'off' : ''}>
    <h3 part="title" id=${titleId(id)} tabindex="-1">${titleOf(voice, booking)}</h3>
    <p part="time">
      <time datetime=${new Date(startMs).toISOString()}>${times.range(startMs, endMs)}</time>
    </p>
    ${
      withWhom || where || seats
        ? html`<p part="details">
            ${[
              withWhom && words.withWhom(withWhom),
              where && `${names.terms.where}: ${where}`,
              seats && words.seats(seats.taken, seats.of),
            ]
              .filter((text) => text)
              .map((text) => html`<span>${text}</span>`)}
          </p>`
        : nothing
    }
    <p><span part="state">${stateName(names, state)}</span></p>
    ${noticeView(voice, view.notice)} ${actionsView(voice, view)}
  </li>`;
}

export const titleOf = ({ words }: Voice, { title }: ListedBooking): string => title || words.untitled;

/** Ids within the shadow root, where the focus goes when what had it is gone. */
export const titleId = (id: string): string => `title-${id}`;
export const undoId = (id: string): string => `undo-${id}`;

function actionsView({ names, words, times }: Voice, view: BookingView) {
  const { booking, undo, calendar, onCancel, onUndo } = view;
  const { id, moveLink, cancelLink } = booking;
  if (undo === undefined && moveLink === null && cancelLink === null && calendar === null) return nothing;
  const of = titleId(id);
  return html`<div part="actions" class="actions">
    ${
      undo === undefined
        ? nothing
        : html`<span part="undo" class="actions">
            <button part="button" id=${undoId(id)} aria-describedby=${of} @click=${onUndo}>
              ${actionName(names, 'undo')}
            </button>
            <span class="soft">
              ${words.undoUntil(times.clock(undo.untilMs))}
              <span aria-hidden="true">(${timeLeft(undo.untilMs - Date.now())})</span>
            </span>
          </span>`
    }
    ${
      moveLink === null
        ? nothing
        : html`<a part="link" class="button" href=${moveLink} rel="noreferrer" aria-describedby=${of}
            >${actionName(names, 'reschedule_by_customer')}</a
          >`
    }
    ${
      cancelLink === null
        ? nothing
        : html`<button
            part="button"
            aria-describedby=${of}
            aria-haspopup="dialog"
            @click=${(event: Event) => onCancel(event.currentTarget as HTMLElement)}
          >
            ${actionName(names, 'cancel_by_customer')}
          </button>`
    }
    ${
      calendar === null
        ? nothing
        : html`<a part="link" class="plain" href=${calendar} rel="noreferrer" aria-describedby=${of}
            >${words.addToCalendar}</a
          >`
    }
  </div>`;
}

function noticeView({ words, names }: Voice, notice: Notice | undefined) {
  if (notice === undefined) return nothing;
  const text =
    notice.kind === 'failed'
      ? words.actionFailed
      : [words.notChanged, notice.state === null ? '' : words.isNow(stateName(names, notice.state))].join(
          ' ',
        );
  return html`<p part="notice" class="notice" role="alert">${text}</p>`;
}
