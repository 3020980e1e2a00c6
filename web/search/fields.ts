import { membersOf, textOf } from '../shared/read.js';

export type FieldKind = 'text' | 'email' | 'tel' | 'number' | 'textarea' | 'select' | 'checkbox';

/** What a project asks its customers for. */
export interface Field {
  /** A member of `customer`. */
  readonly name: string;
  /** The merchant's words; empty where they said none. */
  readonly title: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** What a `select` offers. */
  readonly choices: readonly string[];
  readonly value: string;
}

/** Nobody books without these. */
export const plainFields: readonly Field[] = [field('name', 'text', true), field('email', 'email', true)];

function field(name: string, kind: FieldKind, required: boolean): Field {
  return { name, title: '', kind, required, choices: [], value: '' };
}

const kinds: ReadonlySet<string> = new Set(['email', 'tel', 'number', 'textarea', 'select', 'checkbox']);

/**
 * `customer_fields` of a project, in its order; name and e-mail come first and are always asked. Titles of these two are the
 * element's own words, in the reader's language, unless the merchant's differ from what the backend fills in.
 */
export function readFields(value: unknown): readonly Field[] {
  const members = membersOf(membersOf(membersOf(value)['data'])['customer_fields']);
  const own = Object.entries(members)
    .filter(([name]) => name !== 'name' && name !== 'email')
    .map(([name, said]) => readField(name, said))
    .filter((one) => one !== null);
  return [...plainFields.map((plain) => ({ ...plain, title: titleBeside(members[plain.name]) })), ...own];
}

const filledIn: ReadonlySet<string> = new Set(['Name', 'E-mail']);

function titleBeside(said: unknown): string {
  const title = textOf(membersOf(said)['title']);
  return filledIn.has(title) ? '' : title;
}

function readField(name: string, said: unknown): Field | null {
  if (typeof said !== 'object' || said === null) return null;
  const { title, format, required, prefilled } = membersOf(said);
  const choices = membersOf(said)['enum'];
  const listed = Array.isArray(choices) ? choices.map(textOf).filter((choice) => choice !== '') : [];
  const named = typeof format === 'string' && kinds.has(format) ? (format as FieldKind) : standardKind(name);
  const kind = named === 'select' && listed.length === 0 ? 'text' : named;
  return {
    name,
    title: textOf(title) || name,
    kind,
    required: required === true,
    choices: listed,
    value: textOf(prefilled),
  };
}

const standardKind = (name: string): FieldKind =>
  name === 'phone' ? 'tel' : name === 'comment' ? 'textarea' : 'text';

export type Fault = 'missing' | 'wrong_email' | 'wrong';

const emailForm = /^[^\s@]+@[^\s@]+$/;

/** What is wrong with what was typed, by the field's name. */
export function faultsOf(
  fields: readonly Field[],
  values: Readonly<Record<string, string>>,
): ReadonlyMap<string, Fault> {
  const faults = new Map<string, Fault>();
  for (const { name, kind, required } of fields) {
    const value = values[name]?.trim() ?? '';
    if (required && value === '') faults.set(name, 'missing');
    else if (value !== '' && kind === 'email' && !emailForm.test(value)) faults.set(name, 'wrong_email');
  }
  return faults;
}

/** What the backend says is wrong, by the field's name; empty where it speaks of something that was not typed. */
export function refusedFields(body: unknown, fields: readonly Field[]): ReadonlyMap<string, Fault> {
  const named = Object.keys(membersOf(membersOf(body)['errors'])).map((path) =>
    path.replace(/^customer\.(meta\.)?/, ''),
  );
  return new Map(fields.filter(({ name }) => named.includes(name)).map(({ name }) => [name, 'wrong']));
}
