import { html, nothing, type TemplateResult } from 'lit';
import { notBookedText } from './failure-view.js';
import { faultsOf, type Fault, type Field } from './fields.js';
import type { Form } from './search-model.js';
import type { Voice } from './view.js';

export interface FormView {
  readonly form: Form;
  readonly values: Readonly<Record<string, string>>;
  /** With what was typed; the faults are empty where it can be sent. */
  readonly onSend: (values: Readonly<Record<string, string>>, faults: ReadonlyMap<string, Fault>) => void;
  readonly onBack: () => void;
}

const textAtMost = 2_000;
const complete: Readonly<Record<string, string>> = { name: 'name', email: 'email', phone: 'tel' };

/** What is booked, and what whoever books it is asked. */
export function formView(voice: Voice, view: FormView): TemplateResult {
  const { words, times } = voice;
  const { of, slot, fields, faults, busy, failed } = view.form;
  const send = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    const values = valuesIn(event.currentTarget as HTMLFormElement);
    view.onSend(values, faultsOf(fields, values));
  };
  return html`<form part="form" novalidate aria-busy=${busy ? 'true' : 'false'} @submit=${send}>
    <h2 id="stage" tabindex="-1">${of.name}</h2>
    <p part="time">
      <time datetime=${new Date(slot.startMs).toISOString()}>${times.range(slot.startMs, slot.endMs)}</time>
    </p>
    ${slot.withWhom === '' ? nothing : html`<p>${words.withWhom(slot.withWhom)}</p>`}
    ${fields.map((field, index) =>
      fieldView(voice, field, {
        id: `field-${index}`,
        value: view.values[field.name] ?? field.value,
        fault: faults.get(field.name),
      }),
    )}
    <p role="alert" class="fault">${failed === null ? '' : notBookedText(voice, failed)}</p>
    <div class="actions">
      <button part="button" class="main" type="submit" ?disabled=${busy}>
        ${busy ? words.sending : words.book}
      </button>
      <button part="button" type="button" ?disabled=${busy} @click=${view.onBack}>${words.back}</button>
    </div>
  </form>`;
}

interface FieldState {
  readonly id: string;
  readonly value: string;
  readonly fault: Fault | undefined;
}

function fieldView(voice: Voice, field: Field, state: FieldState): TemplateResult {
  const { words } = voice;
  const { id, fault } = state;
  const title = titleOf(voice, field);
  const label = html`<label for=${id}>${field.required ? title : words.optional(title)}</label>`;
  const control = controlView(voice, field, state);
  return html`<div part="field" class=${field.kind === 'checkbox' ? 'tick' : ''}>
    ${field.kind === 'checkbox' ? [control, label] : [label, control]}
    <p id="${id}-fault" class="fault">${fault === undefined ? '' : faultText(voice, fault)}</p>
  </div>`;
}

function controlView({ words }: Voice, field: Field, { id, value, fault }: FieldState): TemplateResult {
  const { name, kind, required, choices } = field;
  const wrong = fault === undefined ? 'false' : 'true';
  const must = required ? 'true' : 'false';
  const told = `${id}-fault`;
  if (kind === 'textarea')
    return html`<textarea
      id=${id}
      name=${name}
      rows="3"
      maxlength=${textAtMost}
      aria-required=${must}
      aria-invalid=${wrong}
      aria-describedby=${told}
      .value=${value}
    ></textarea>`;
  if (kind === 'select')
    return html`<select
      id=${id}
      name=${name}
      aria-required=${must}
      aria-invalid=${wrong}
      aria-describedby=${told}
    >
      <option value="">${words.choose}</option>
      ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === value}>${choice}</option>`)}
    </select>`;
  if (kind === 'checkbox')
    return html`<input
      id=${id}
      name=${name}
      type="checkbox"
      value="true"
      aria-required=${must}
      aria-invalid=${wrong}
      aria-describedby=${told}
      ?checked=${value === 'true'}
    />`;
  return html`<input
    id=${id}
    name=${name}
    type=${kind}
    maxlength="255"
    autocomplete=${complete[name] ?? 'off'}
    aria-required=${must}
    aria-invalid=${wrong}
    aria-describedby=${told}
    .value=${value}
  />`;
}

function titleOf({ words }: Voice, { name, title }: Field): string {
  if (title !== '') return title;
  return name === 'email' ? words.email : name === 'name' ? words.name : name;
}

const faultText = ({ words }: Voice, fault: Fault): string =>
  ({ missing: words.missing, wrong_email: words.wrongEmail, wrong: words.wrong })[fault];

const valuesIn = (form: HTMLFormElement): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value.trim() : '']),
  );
