import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Period, Source } from './addresses.js';
import type { ListedBooking, Undo } from './booking.js';
import { OverviewApi, type Acted, type BookingPage, type Failure, type Listed } from './overview-api.js';
import { Reconnection } from './reconnection.js';

/** What is shown as a whole: nothing to ask with, a list on its way, a list, or why there is none. */
export type Phase = 'no_token' | 'loading' | 'listed' | Failure;

/** What is said beside a booking: that its action was not possible (and the state it has), or that it did not work. */
export type Notice =
  { readonly kind: 'not_now'; readonly state: string | null } | { readonly kind: 'failed' };

/** What happened last that a screen reader is told. */
export type Announcement =
  { readonly kind: 'cancelled' | 'restored'; readonly title: string } | { readonly kind: 'copied' } | null;

export interface OverviewEvents {
  'overview-loaded': { readonly coming: number };
  'booking-cancelled': { readonly id: string; readonly state: string };
  'booking-restored': { readonly id: string; readonly state: string };
}

export interface OverviewHost extends ReactiveControllerHost {
  tell<Name extends keyof OverviewEvents>(name: Name, detail: OverviewEvents[Name]): void;
}

const none: BookingPage = { bookings: [], next: null };

/** What the element knows and what it does; the templates only show it. */
export class OverviewModel implements ReactiveController {
  phase: Phase = 'loading';
  coming: BookingPage = none;
  /** Null until somebody wants to see it. */
  past: BookingPage | null = null;
  /** When the list was last fresh, where it could not be asked for again; null while it is fresh. */
  staleSinceMs: number | null = null;
  announcement: Announcement = null;
  readonly notices = new Map<string, Notice>();
  readonly undos = new Map<string, Undo>();
  private api: OverviewApi | null = null;
  private turn = 0;
  private listedAtMs = 0;
  private clock: ReturnType<typeof setInterval> | undefined;
  private readonly reconnection = new Reconnection(() => void this.refresh());

  constructor(private readonly host: OverviewHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.reconnection.watch(() => this.listedAtMs);
  }

  hostDisconnected(): void {
    this.reconnection.end();
    clearInterval(this.clock);
  }

  get source(): Source | null {
    return this.api?.source ?? null;
  }

  /** Begins anew with this source; null where there is nothing to ask with. */
  open(source: Source | null): void {
    this.api = source === null ? null : new OverviewApi(source);
    this.phase = source === null ? 'no_token' : 'loading';
    [this.coming, this.past, this.staleSinceMs] = [none, null, null];
    this.notices.clear();
    this.undos.clear();
    void this.refresh();
  }

  retry(): void {
    if (this.phase !== 'listed') this.phase = 'loading';
    this.changed();
    void this.refresh();
  }

  /** Asks again for what is shown; a list that is there stays until the answer has come. */
  async refresh(): Promise<void> {
    const { api } = this;
    const turn = (this.turn += 1);
    if (api === null) return;
    const [coming, past] = await Promise.all([
      listAll(api, 'coming', this.coming),
      this.past === null ? null : listAll(api, 'past', this.past),
    ]);
    if (turn !== this.turn) return;
    if ('failed' in coming) this.failed(coming.failed);
    else this.listed(coming.ok, past !== null && 'ok' in past ? past.ok : this.past);
    this.changed();
  }

  /** The past, or what comes after what is shown of a period. */
  async more(period: Period): Promise<void> {
    const { api } = this;
    if (api === null) return;
    const shown = period === 'coming' ? this.coming : this.past;
    const found = await api.list(period, shown?.next ?? null);
    // Meanwhile the page may have been given somebody else's token.
    if (api !== this.api) return;
    if ('failed' in found) this.failed(found.failed);
    else {
      const section = { ...found.ok, bookings: merged(shown?.bookings ?? [], found.ok.bookings) };
      if (period === 'coming') this.coming = section;
      else this.past = section;
    }
    this.changed();
  }

  /** Takes the link that cancels; answers whether anything came of it. */
  async cancel(booking: ListedBooking, message: string): Promise<'settled' | 'failed'> {
    if (this.api === null || booking.cancelLink === null) return 'settled';
    const acted = await this.api.act(booking.cancelLink, message);
    if ('failed' in acted) return 'failed';
    this.settle(booking, acted, 'booking-cancelled');
    return 'settled';
  }

  async undo(booking: ListedBooking): Promise<void> {
    const undo = this.undos.get(booking.id);
    if (this.api === null || undo === undefined) return;
    const acted = await this.api.act(undo.link, '');
    if ('failed' in acted) this.notices.set(booking.id, { kind: 'failed' });
    else this.settle(booking, acted, 'booking-restored');
    this.changed();
  }

  tellCopied(): void {
    this.announcement = { kind: 'copied' };
    this.changed();
  }

  private settle(
    booking: ListedBooking,
    acted: Exclude<Acted, { failed: Failure }>,
    event: 'booking-cancelled' | 'booking-restored',
  ): void {
    const { id, title } = booking;
    this.notices.delete(id);
    this.undos.delete(id);
    if (acted.undo !== null) this.undos.set(id, acted.undo);
    this.countDown();
    if ('ok' in acted) {
      const state = acted.ok?.state ?? booking.state;
      this.replace({ ...booking, state, cancelLink: null, moveLink: null });
      this.announcement = { kind: event === 'booking-cancelled' ? 'cancelled' : 'restored', title };
      this.host.tell(event, { id, state });
    } else this.notices.set(id, { kind: 'not_now', state: acted.notNow });
    this.changed();
    void this.refresh();
  }

  private replace(changed: ListedBooking): void {
    const swap = (section: BookingPage): BookingPage => ({
      ...section,
      bookings: section.bookings.map((one) => (one.id === changed.id ? changed : one)),
    });
    this.coming = swap(this.coming);
    this.past = this.past && swap(this.past);
  }

  private listed(coming: BookingPage, past: BookingPage | null): void {
    [this.coming, this.past, this.phase] = [coming, past, 'listed'];
    this.staleSinceMs = null;
    this.listedAtMs = Date.now();
    this.reconnection.reached();
    this.host.tell('overview-loaded', { coming: coming.bookings.length });
  }

  private failed(failure: Failure): void {
    const mayComeBack = failure === 'unreachable' || failure === 'failed';
    if (this.phase === 'listed' && mayComeBack) this.staleSinceMs = this.listedAtMs;
    else this.phase = failure;
    if (failure === 'unreachable') this.reconnection.lost();
  }

  /** Once a second while something can be undone; then the button goes. */
  private countDown(): void {
    clearInterval(this.clock);
    if (this.undos.size === 0) return;
    this.clock = setInterval(() => {
      for (const [id, { untilMs }] of this.undos) if (untilMs <= Date.now()) this.undos.delete(id);
      if (this.undos.size === 0) clearInterval(this.clock);
      this.changed();
    }, 1000);
  }

  private changed(): void {
    this.host.requestUpdate();
  }
}

/** As many pages as are shown already, so that a fresh list is no shorter than the old one. */
async function listAll(api: OverviewApi, period: Period, shown: BookingPage): Promise<Listed> {
  let found = await api.list(period, null);
  while ('ok' in found && found.ok.next !== null && found.ok.bookings.length < shown.bookings.length) {
    const next: Listed = await api.list(period, found.ok.next);
    if ('failed' in next) return next;
    found = { ok: { ...next.ok, bookings: merged(found.ok.bookings, next.ok.bookings) } };
  }
  return found;
}

function merged(shown: readonly ListedBooking[], more: readonly ListedBooking[]): ListedBooking[] {
  const known = new Set(shown.map(({ id }) => id));
  return [...shown, ...more.filter(({ id }) => !known.has(id))];
}
