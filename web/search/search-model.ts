import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Access } from './access.js';
import type { SearchEvents } from './element.js';
import type { Fault, Field } from './fields.js';
import type { Found, FoundPage, Slot } from './found.js';
import { SearchApi, type BookedTime, type Failure } from './search-api.js';

/** Free times of one result, once somebody wants to see them. */
export type Times = 'loading' | readonly Slot[] | Failure;

/** What whoever books is asked, and how far that has come. */
export interface Form {
  readonly of: Found;
  readonly slot: Slot;
  readonly fields: readonly Field[];
  readonly faults: ReadonlyMap<string, Fault>;
  readonly busy: boolean;
  /** Why it was not booked, as far as is known; `unclear` where the backend faults what was not typed. */
  readonly failed: Failure | 'unclear' | null;
}

export interface SearchHost extends ReactiveControllerHost {
  /** Whether the element is to go on by itself. */
  tell<Name extends keyof SearchEvents>(name: Name, detail: SearchEvents[Name]): boolean;
}

/** So long nobody types, before a search is sent. */
const pauseMs = 180;

const nothing: FoundPage = { results: [], count: 0 };

/** What the element knows and what it does; the templates only show it. */
export class SearchModel implements ReactiveController {
  input = '';
  searching = false;
  /** Null until the first answer. */
  found: FoundPage | null = null;
  /** Why the last search has no answer. What was found before stays where it may be of use. */
  failure: Failure | null = null;
  /** By the result's id. */
  readonly times = new Map<string, Times>();
  /** The result whose time was booked by somebody else meanwhile. */
  taken: string | null = null;
  form: Form | null = null;
  booked: BookedTime | null = null;
  /** What was typed into the form last: it stands there for another time, too. */
  values: Readonly<Record<string, string>> = {};
  private api: SearchApi | null = null;
  private page = 1;
  private pause: ReturnType<typeof setTimeout> | undefined;
  /** Of the search that is on its way: an answer to an older one is never shown. */
  private current = new AbortController();
  private sent: { readonly wish: string; readonly key: string } | null = null;

  constructor(private readonly host: SearchHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
    this.searching = false;
  }

  hostConnected(): void {
    if (this.api !== null && this.found === null) this.searchNow();
  }

  get hasAccess(): boolean {
    return this.api !== null;
  }

  get canBook(): boolean {
    return this.api !== null && this.api.access.widgetKey !== '';
  }

  get hasMore(): boolean {
    return this.found !== null && this.found.results.length < this.found.count && this.page < 50;
  }

  /** Begins anew with this access; null where there is nothing to ask with. Another token alone leaves everything as it is. */
  open(access: Access | null): void {
    if (access !== null && this.api !== null && differInToken(access, this.api.access)) {
      this.api.renew(access.token);
      if (this.failure !== null) this.searchNow();
      return;
    }
    this.stop();
    this.api = access === null ? null : new SearchApi(access);
    [this.found, this.failure, this.form, this.booked, this.taken] = [null, null, null, null, null];
    this.times.clear();
    this.searchNow();
  }

  /** What is in the box. The search goes out when the typing rests. */
  type(input: string): void {
    if (input === this.input) return;
    this.input = input;
    this.stop();
    this.searching = this.api !== null;
    this.pause = setTimeout(() => this.searchNow(), pauseMs);
    this.changed();
  }

  searchNow(): void {
    this.stop();
    void this.search(1);
  }

  more(): Promise<void> {
    return this.search(this.page + 1);
  }

  /** Asks for free times of a result, from its next one or from `fromMs` on. */
  async showTimes(of: Found, fromMs = of.slot?.startMs ?? Date.now()): Promise<void> {
    const { api } = this;
    if (api === null) return;
    this.times.set(of.id, 'loading');
    this.changed();
    const asked = await api.times(of, fromMs);
    if (api !== this.api) return;
    this.times.set(of.id, 'ok' in asked ? asked.ok : asked.failed);
    this.changed();
  }

  /** Goes on to the form; a failure stands beside the result. */
  async choose(of: Found, slot: Slot): Promise<void> {
    const { api } = this;
    const [start, end] = [slot.startMs, slot.endMs].map((ms) => new Date(ms).toISOString()) as [
      string,
      string,
    ];
    const { type, id } = of;
    const detail = { type, id, project_id: slot.projectId, resource_id: slot.resourceId, start, end };
    if (!this.host.tell('slot-chosen', detail) || api === null) return;
    const asked = await api.fields(slot);
    if (api !== this.api) return;
    this.taken = null;
    if ('ok' in asked)
      this.form = { of, slot, fields: asked.ok, faults: new Map(), busy: false, failed: null };
    else this.times.set(id, asked.failed);
    this.changed();
  }

  back(): void {
    [this.form, this.booked] = [null, null];
    this.changed();
  }

  /** Nothing is sent while something that was typed is wrong. */
  refuse(faults: ReadonlyMap<string, Fault>): void {
    if (this.form === null) return;
    this.form = { ...this.form, faults, failed: null };
    this.changed();
  }

  async book(customer: Readonly<Record<string, unknown>>): Promise<void> {
    const { api, form } = this;
    if (api === null || form === null || form.busy) return;
    const { of, slot, fields } = form;
    const wish = {
      ...(slot.projectId !== null && { project_id: slot.projectId }),
      ...(slot.resourceId !== null && { resource_id: slot.resourceId }),
      start: new Date(slot.startMs).toISOString(),
      end: new Date(slot.endMs).toISOString(),
      customer,
    };
    this.form = { ...form, busy: true, faults: new Map(), failed: null };
    this.changed();
    const answer = await api.book(wish, fields, this.keyFor(JSON.stringify(wish)));
    if (api !== this.api || this.form === null) return;
    if ('ok' in answer) this.settle(answer.ok);
    else if ('taken' in answer) this.lost(of);
    else if ('faults' in answer)
      this.form = {
        ...form,
        faults: answer.faults,
        failed: answer.faults.size === 0 ? 'unclear' : null,
      };
    else this.form = { ...form, failed: answer.failed };
    this.changed();
  }

  private settle(booked: BookedTime): void {
    [this.form, this.booked, this.taken] = [null, booked, null];
    const { id, state, startMs } = booked;
    this.host.tell('booking-created', { id, state, start: new Date(startMs).toISOString() });
    // The next free times are others now.
    this.times.clear();
    void this.search(1);
  }

  private lost(of: Found): void {
    [this.form, this.taken] = [null, of.id];
    void this.showTimes(of, Date.now());
  }

  /** A repeated wish has the key of the first: whose answer was lost on the way does not book twice. */
  private keyFor(wish: string): string {
    if (this.sent?.wish !== wish) this.sent = { wish, key: randomKey() };
    return this.sent.key;
  }

  private async search(page: number): Promise<void> {
    const { api, current } = this;
    if (api === null) return;
    this.searching = true;
    this.changed();
    const answer = await api.search(this.input, page, current.signal);
    if (current.signal.aborted || current !== this.current) return;
    this.searching = false;
    if ('failed' in answer) this.failed(answer.failed);
    else this.show(answer.ok, page);
    this.changed();
  }

  private show({ results, count }: FoundPage, page: number): void {
    const before = page === 1 ? [] : (this.found ?? nothing).results;
    const known = new Set(before.map(({ id }) => id));
    this.found = { results: [...before, ...results.filter(({ id }) => !known.has(id))], count };
    if (page === 1) this.times.clear();
    [this.page, this.failure] = [page, null];
  }

  private failed(failure: Failure): void {
    this.failure = failure;
    if (failure.kind === 'expired' || failure.kind === 'refused') this.found = null;
  }

  /** Nothing that is on its way is shown any more. */
  private stop(): void {
    clearTimeout(this.pause);
    this.current.abort();
    this.current = new AbortController();
  }

  private changed(): void {
    this.host.requestUpdate();
  }
}

const differInToken = (one: Access, other: Access): boolean =>
  one.token !== '' && JSON.stringify({ ...one, token: '' }) === JSON.stringify({ ...other, token: '' });

/** Pages without TLS have no `crypto.randomUUID`. */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
