import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { actionName } from '../../src/pages/booking-words/words.js';
import type { ListedBooking } from './booking.js';
import { titleOf } from './booking-view.js';
import type { Voice } from './view.js';

type Cancelling = (booking: ListedBooking, message: string) => Promise<'settled' | 'failed'>;

const messageAtMost = 2_000;

/** Asks before it cancels. Escape and the first button leave everything as it is; the focus goes back to where it came from. */
export class CancelDialog implements ReactiveController {
  private booking: ListedBooking | null = null;
  private busy = false;
  private hasFailed = false;
  private opener: HTMLElement | null = null;
  private readonly dialog = createRef<HTMLDialogElement>();
  private readonly message = createRef<HTMLTextAreaElement>();

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly cancel: Cancelling,
    /** Where the focus goes when the button that opened the dialog is gone. */
    private readonly focusOn: (booking: ListedBooking) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.booking = null;
  }

  async open(booking: ListedBooking, opener: HTMLElement): Promise<void> {
    [this.booking, this.opener, this.busy, this.hasFailed] = [booking, opener, false, false];
    this.host.requestUpdate();
    await this.host.updateComplete;
    if (this.message.value) this.message.value.value = '';
    this.dialog.value?.showModal();
  }

  view(voice: Voice): TemplateResult {
    const { booking } = this;
    const { words, names, times } = voice;
    return html`<dialog
      part="dialog"
      ${ref(this.dialog)}
      aria-labelledby="question"
      aria-describedby="subject"
      @cancel=${(event: Event) => this.busy && event.preventDefault()}
      @close=${() => this.closed()}
    >
      <form
        method="dialog"
        aria-busy=${this.busy ? 'true' : 'false'}
        @submit=${(event: Event) => this.send(event)}
      >
        <h2 id="question" tabindex="-1" autofocus>${words.askCancel}</h2>
        <p id="subject">
          ${booking === null ? '' : `${titleOf(voice, booking)}, ${times.range(booking.startMs, booking.endMs)}`}
        </p>
        <label for="message">${words.message}</label>
        <textarea id="message" maxlength=${messageAtMost} rows="3" ${ref(this.message)}></textarea>
        <p role="alert" class="fault">${this.hasFailed ? words.actionFailed : ''}</p>
        <div class="actions">
          <button
            part="button"
            type="button"
            ?disabled=${this.busy}
            @click=${() => this.dialog.value?.close()}
          >
            ${words.keep}
          </button>
          <button part="button" class="danger" type="submit" ?disabled=${this.busy}>
            ${this.busy ? words.sending : actionName(names, 'cancel_by_customer')}
          </button>
        </div>
      </form>
    </dialog>`;
  }

  private send(event: Event): void {
    event.preventDefault();
    if (!this.busy) void this.act();
  }

  private async act(): Promise<void> {
    const { booking } = this;
    if (booking === null) return;
    this.say(true, false);
    const outcome = await this.cancel(booking, this.message.value?.value.trim() ?? '');
    this.say(false, outcome === 'failed');
    if (outcome === 'settled') this.dialog.value?.close();
  }

  private say(busy: boolean, hasFailed: boolean): void {
    [this.busy, this.hasFailed] = [busy, hasFailed];
    this.host.requestUpdate();
  }

  private closed(): void {
    const { booking, opener } = this;
    [this.booking, this.opener] = [null, null];
    this.host.requestUpdate();
    if (booking === null) return;
    void this.host.updateComplete.then(() => {
      if (opener?.isConnected === true) opener.focus();
      else this.focusOn(booking);
    });
  }
}
