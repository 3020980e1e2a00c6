import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { repeat } from 'lit/directives/repeat.js';
import { bookingWords } from '../../src/pages/booking-words/by-language.js';
import { baseOf } from '../shared/base-address.js';
import { readerOf } from '../shared/reader.js';
import { timesIn } from '../shared/times.js';
import { calendarAddress, readFragment, type Period, type Source } from './addresses.js';
import { isCalledOff, type ListedBooking } from './booking.js';
import { bookingView, titleId, undoId } from './booking-view.js';
import { calendarView } from './calendar-view.js';
import { CancelDialog } from './cancel-dialog.js';
import type { BookingPage } from './overview-api.js';
import { OverviewModel, type OverviewEvents, type OverviewHost } from './overview-model.js';
import { loadingView, stateView } from './state-view.js';
import { styles } from './styles.js';
import type { Voice } from './view.js';
import { overviewWords } from './words/by-language.js';

/** A customer's bookings with what they can do about them (contract 3, "The overview"); docs/overview.md describes its use. */
export class BookingOverview extends LitElement implements OverviewHost {
  static override styles = styles;

  @property({ attribute: 'app-slug' }) appSlug = '';
  @property() search = '';
  @property({ attribute: 'signed-search' }) signedSearch = '';
  @property() api = '';
  @property() override lang = '';
  /** `light` or `dark`; else as the system has it. */
  @property({ reflect: true }) theme = '';
  /** Address of the signed-in user's list, on this server's own page. */
  @property() source = '';
  /** Whether the token stands in the page's fragment, as on this server's own page. */
  @property({ type: Boolean, attribute: 'from-fragment' }) fromFragment = false;

  private readonly model = new OverviewModel(this);
  private readonly dialog = new CancelDialog(
    this,
    (booking, message) => this.model.cancel(booking, message),
    (booking) => this.focusOn(booking),
  );
  private opened: string | null = null;
  /** What had the focus before an update, and the title of its booking. */
  private focused: readonly [Element, HTMLElement] | null = null;
  private isMarked = false;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.whenFragmentChanges);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.whenFragmentChanges);
  }

  tell<Name extends keyof OverviewEvents>(name: Name, detail: OverviewEvents[Name]): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const active = this.shadowRoot?.activeElement;
    const title = active?.closest('li')?.querySelector('h3');
    this.focused = active && title ? [active, title] : null;
    const source = this.wantedSource();
    const key = JSON.stringify([source, this.appSlug]);
    if (key === this.opened) return;
    this.opened = key;
    this.model.open(source);
  }

  protected override render(): TemplateResult {
    const voice = this.voice();
    const { phase } = this.model;
    const { language } = readerOf(this.tags(), navigator.languages);
    return html`<div lang=${language} aria-busy=${phase === 'loading' ? 'true' : 'false'}>
      <p class="hidden" role="status">${this.told(voice)}</p>
      ${
        phase === 'loading'
          ? loadingView()
          : phase === 'listed'
            ? this.list(voice)
            : stateView(voice, {
                phase,
                bySession: this.model.source?.kind === 'session',
                onRetry: () => this.model.retry(),
              })
      }
      ${this.dialog.view(voice)}
    </div>`;
  }

  protected override updated(): void {
    // A button that is gone, such as an undo whose time is over, leaves the focus to its booking.
    if (this.focused !== null && !this.focused[0].isConnected) this.focused[1].focus();
    if (this.isMarked || this.model.phase !== 'listed') return;
    this.isMarked = true;
    // After the frame that shows it.
    requestAnimationFrame(() => setTimeout(() => performance.mark('overview-listed')));
  }

  /** What a screen reader is told. */
  private told({ words }: Voice): string {
    const { phase, announcement } = this.model;
    if (phase === 'loading') return words.loading;
    if (announcement === null) return '';
    if (announcement.kind === 'copied') return words.copied;
    return words[announcement.kind](announcement.title || words.untitled);
  }

  private list(voice: Voice): TemplateResult {
    const { words, times } = voice;
    const { coming, past, staleSinceMs, source } = this.model;
    // What takes place right now has begun and has not ended: it would stand in both.
    const comingIds = new Set(coming.bookings.map(({ id }) => id));
    const bygone = past && { ...past, bookings: past.bookings.filter(({ id }) => !comingIds.has(id)) };
    return html`
      ${
        staleSinceMs === null
          ? nothing
          : html`<div part="notice" class="notice actions" role="alert">
              <span>${words.stale(times.clock(staleSinceMs))}</span>
              <button part="button" @click=${() => this.model.retry()}>${words.retry}</button>
            </div>`
      }
      <section aria-labelledby="coming">
        <h2 id="coming">${words.coming}</h2>
        <p class="soft">${words.zone(times.zone)}</p>
        ${this.section(voice, coming, 'coming', words.nothingComing)}
      </section>
      <details part="past" @toggle=${(event: Event) => this.pastToggled(event)}>
        <summary><h2>${words.past}</h2></summary>
        ${
          bygone === null
            ? html`<p class="soft">${words.loading}</p>`
            : this.section(voice, bygone, 'past', words.nothingPast)
        }
      </details>
      ${
        source === null
          ? nothing
          : keyed(
              source,
              calendarView(voice, source, () => this.model.tellCopied()),
            )
      }
    `;
  }

  private section(voice: Voice, { bookings, next }: BookingPage, period: 'coming' | 'past', empty: string) {
    const more = html`<button part="button" @click=${() => void this.more(period)}>
      ${voice.words.more}
    </button>`;
    if (bookings.length === 0 && next === null) return html`<p part="empty">${empty}</p>`;
    return html`<ul part="list">
        ${repeat(
          bookings,
          ({ id }) => id,
          (booking) => this.booking(voice, booking),
        )}
      </ul>
      ${next === null ? nothing : more}`;
  }

  private booking(voice: Voice, booking: ListedBooking): TemplateResult {
    const { source, notices, undos } = this.model;
    const { id, state, endMs } = booking;
    const inCalendar = source !== null && endMs > Date.now() && !isCalledOff(state);
    return bookingView(voice, {
      booking,
      notice: notices.get(id),
      undo: undos.get(id),
      calendar: inCalendar ? calendarAddress(source, id) : null,
      onCancel: (opener) => void this.dialog.open(booking, opener),
      onUndo: () => void this.undo(booking),
    });
  }

  private async undo(booking: ListedBooking): Promise<void> {
    await this.model.undo(booking);
    await this.updateComplete;
    this.focusOn(booking);
  }

  /** The focus goes on to the first that was not there before. */
  private async more(period: Period): Promise<void> {
    const shown = new Set(this.titles().map(({ id }) => id));
    await this.model.more(period);
    await this.updateComplete;
    this.titles()
      .find(({ id }) => !shown.has(id))
      ?.focus();
  }

  private readonly titles = (): HTMLElement[] => [...this.renderRoot.querySelectorAll<HTMLElement>('h3')];

  private pastToggled(event: Event): void {
    const isOpen = (event.currentTarget as HTMLDetailsElement).open;
    if (isOpen && this.model.past === null) void this.model.more('past');
  }

  /** On what can be done about the booking first, else on its title. */
  private focusOn({ id }: ListedBooking): void {
    const root = this.renderRoot as ShadowRoot;
    (root.getElementById(undoId(id)) ?? root.getElementById(titleId(id)))?.focus();
  }

  private readonly whenFragmentChanges = (): void => {
    if (this.fromFragment) this.requestUpdate();
  };

  /** The fragment before the attributes, a token before a session: the most particular wins. */
  private wantedSource(): Source | null {
    const base = baseOf(this.api, import.meta.url);
    if (base === null) return null;
    const fragment = this.fromFragment ? readFragment(location.hash, this.appSlug) : null;
    if (fragment !== null) return { kind: 'signed', base, ...fragment };
    if (this.search !== '' && this.signedSearch !== '')
      return { kind: 'signed', base, search: this.search, token: this.signedSearch };
    if (this.source === '') return null;
    const list = new URL(this.source, location.href);
    return list.origin === location.origin ? { kind: 'session', base, list: list.href } : null;
  }

  private voice(): Voice {
    const { language, locale } = readerOf(this.tags(), navigator.languages);
    return { words: overviewWords[language], names: bookingWords[language], times: timesIn(locale) };
  }

  private tags(): (string | null | undefined)[] {
    const around = this.parentElement?.closest('[lang]')?.getAttribute('lang');
    return [this.lang, around, document.documentElement.lang];
  }
}
