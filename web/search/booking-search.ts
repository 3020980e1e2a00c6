import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { bookingWords } from '../../src/pages/booking-words/by-language.js';
import { baseOf } from '../shared/base-address.js';
import { readerOf } from '../shared/reader.js';
import { timesIn } from '../shared/times.js';
import { accessOf } from './access.js';
import { bookedView } from './booked-view.js';
import type { BookingSearchElement, SearchEvents } from './element.js';
import { failureView } from './failure-view.js';
import { formView } from './form-view.js';
import type { Found, FoundPage } from './found.js';
import { resultView, titleId } from './result-view.js';
import { SearchModel, type SearchHost } from './search-model.js';
import { styles } from './styles.js';
import type { Voice } from './view.js';
import { searchWords } from './words/by-language.js';

const inputAtMost = 200;

/** Finds what can be booked and books it (contract 5, "Search"); docs/minted-tokens.md describes its use. */
export class BookingSearch extends LitElement implements SearchHost, BookingSearchElement {
  static override styles = styles;

  /** Minted for `/v2/search`. */
  @property() token = '';
  @property({ attribute: 'widget-key' }) widgetKey = '';
  @property() experience = '';
  @property() api = '';
  @property() override lang = '';
  /** `light` or `dark`; else as the system has it. */
  @property({ reflect: true }) theme = '';

  private readonly model = new SearchModel(this);
  private opened: string | null = null;
  private stage: 'search' | 'form' | 'booked' = 'search';
  /** The result that was gone on with. */
  private chosen: Found | null = null;

  tell<Name extends keyof SearchEvents>(name: Name, detail: SearchEvents[Name]): boolean {
    return this.dispatchEvent(
      new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: name === 'slot-chosen' }),
    );
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { token, widgetKey, experience } = this;
    const access = accessOf(baseOf(this.api, import.meta.url), { token, widgetKey, experience });
    const key = JSON.stringify(access);
    if (key === this.opened) return;
    this.opened = key;
    this.model.open(access);
  }

  protected override render(): TemplateResult {
    const voice = this.voice();
    const { form, booked } = this.model;
    const { language } = readerOf(this.tags(), navigator.languages);
    return html`<div lang=${language}>
      ${
        form !== null
          ? formView(voice, {
              form,
              values: this.model.values,
              onBack: () => this.model.back(),
              onSend: (values, faults) => {
                this.model.values = values;
                if (faults.size > 0) this.model.refuse(faults);
                else void this.model.book(this.customerOf(values));
              },
            })
          : booked !== null
            ? bookedView(voice, booked, this.chosen?.name ?? '', () => this.model.back())
            : this.search(voice)
      }
    </div>`;
  }

  /** The focus follows what is shown: on to the form, to what was booked, and back to the result. */
  protected override updated(): void {
    const { form, booked, taken } = this.model;
    const stage = form !== null ? 'form' : booked !== null ? 'booked' : 'search';
    const root = this.renderRoot as ShadowRoot;
    if (stage === 'form' && this.stage === 'form' && form !== null && form.faults.size > 0 && !form.busy)
      root.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    if (stage === this.stage) return;
    const id = this.chosen?.id;
    const title = id === undefined ? null : root.getElementById(titleId(taken ?? id));
    const target =
      stage === 'search' ? (title ?? root.getElementById('input')) : root.getElementById('stage');
    this.stage = stage;
    target?.focus();
  }

  private search(voice: Voice): TemplateResult {
    const { words } = voice;
    const { found, failure, searching, hasAccess } = this.model;
    if (!hasAccess)
      return html`<div part="notice" class="notice" role="status">
        <h2>${words.noAccess.title}</h2>
        <p>${words.noAccess.hint}</p>
      </div>`;
    return html`<form role="search" @submit=${(event: Event) => this.searchSubmitted(event)}>
        <label for="input">${words.label}</label>
        <div class="box">
          <input
            part="input"
            id="input"
            type="search"
            autocomplete="off"
            enterkeyhint="search"
            maxlength=${inputAtMost}
            .value=${this.model.input}
            @input=${(event: Event) => this.model.type((event.currentTarget as HTMLInputElement).value)}
          />
          <button part="button" class="main" type="submit">${words.search}</button>
        </div>
      </form>
      <p class="soft" role="status">${this.told(voice)}</p>
      ${failure === null ? nothing : failureView(voice, failure, () => this.model.searchNow())}
      <div aria-busy=${searching ? 'true' : 'false'}>
        ${found === null ? this.placeholder() : this.results(voice, found)}
      </div>`;
  }

  private told({ words }: Voice): string {
    const { searching, found, failure } = this.model;
    if (searching) return words.searching;
    return found === null || failure !== null || found.count === 0 ? '' : words.found(found.count);
  }

  private placeholder() {
    return this.model.failure === null ? html`<div class="skeleton"><i></i><i></i><i></i></div>` : nothing;
  }

  private results(voice: Voice, { results, count }: FoundPage) {
    const { words, times } = voice;
    if (count === 0)
      return html`<div part="empty" role="status">
        <h2>${words.nothing.title}</h2>
        <p>${words.nothing.hint}</p>
      </div>`;
    return html`<p class="soft">${words.zone(times.zone)}</p>
      <ul part="list">
        ${repeat(
          results,
          ({ id }) => id,
          (found) => this.result(voice, found),
        )}
      </ul>
      ${
        this.model.hasMore
          ? html`<button part="button" type="button" @click=${() => void this.more()}>${words.more}</button>`
          : nothing
      }`;
  }

  private result(voice: Voice, found: Found): TemplateResult {
    const { model } = this;
    return resultView(voice, {
      found,
      canBook: model.canBook,
      times: model.times.get(found.id),
      taken: model.taken === found.id,
      onChoose: (slot) => {
        this.chosen = found;
        void model.choose(found, slot);
      },
      onTimes: (fromMs) => void this.showTimes(found, fromMs),
    });
  }

  /** The button that asked for them is gone then. */
  private async showTimes(found: Found, fromMs?: number): Promise<void> {
    await this.model.showTimes(found, fromMs);
    await this.updateComplete;
    (this.renderRoot as ShadowRoot).getElementById(titleId(found.id))?.focus();
  }

  /** The focus goes on to the first that was not there before. */
  private async more(): Promise<void> {
    const shown = new Set(this.titles().map(({ id }) => id));
    await this.model.more();
    await this.updateComplete;
    this.titles()
      .find(({ id }) => !shown.has(id))
      ?.focus();
  }

  private readonly titles = (): HTMLElement[] => [
    ...this.renderRoot.querySelectorAll<HTMLElement>('[part=title]'),
  ];

  private searchSubmitted(event: Event): void {
    event.preventDefault();
    this.model.searchNow();
  }

  /** A box that is ticked is true, and what is empty is not said. */
  private customerOf(values: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
    const fields = this.model.form?.fields ?? [];
    const said = fields.flatMap(({ name, kind }) => {
      const value = values[name] ?? '';
      return value === '' ? [] : [[name, kind === 'checkbox' ? true : value] as const];
    });
    const { timeZone: timezone } = new Intl.DateTimeFormat().resolvedOptions();
    return { timezone, ...Object.fromEntries(said) };
  }

  private voice(): Voice {
    const { language, locale } = readerOf(this.tags(), navigator.languages);
    return { words: searchWords[language], names: bookingWords[language], times: timesIn(locale) };
  }

  private tags(): (string | null | undefined)[] {
    const around = this.parentElement?.closest('[lang]')?.getAttribute('lang');
    return [this.lang, around, document.documentElement.lang];
  }
}
