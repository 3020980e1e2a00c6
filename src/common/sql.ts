import type { Dialect } from '../config/database-target.js';

/** A piece of SQL and the values that stand in its places: values never become text. */
export interface Sql {
  readonly strings: readonly string[];
  /** One fewer than `strings`. */
  readonly values: readonly unknown[];
}

const isSql = (value: unknown): value is Sql =>
  typeof value === 'object' && value !== null && 'strings' in value && 'values' in value;

/** Template tag: `${value}` becomes a bound parameter, `${piece}` of SQL is put in as it is. */
export function sql(strings: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  const texts: string[] = [strings[0] ?? ''];
  const bound: unknown[] = [];
  const append = (text: string) => {
    texts[texts.length - 1] += text;
  };
  values.forEach((value, index) => {
    if (isSql(value)) {
      append(value.strings[0] ?? '');
      value.values.forEach((inner, at) => {
        bound.push(inner);
        texts.push(value.strings[at + 1] ?? '');
      });
    } else {
      bound.push(value);
      texts.push('');
    }
    append(strings[index + 1] ?? '');
  });
  return { strings: texts, values: bound };
}

/** SQL written in our own source, such as a column of an allow-list. Never text from outside. */
export const ours = (text: string): Sql => ({ strings: [text], values: [] });

export function joined(pieces: readonly Sql[], separator: ' AND ' | ' OR ' | ', ' | ' UNION ALL '): Sql {
  const strings = [''];
  const values: unknown[] = [];
  pieces.forEach((piece, index) => {
    strings[strings.length - 1] += (index === 0 ? '' : separator) + (piece.strings[0] ?? '');
    strings.push(...piece.strings.slice(1));
    values.push(...piece.values);
  });
  return { strings, values };
}

/** The text with the placeholders of the dialect, and the parameters in their order. */
export function rendered(
  { strings, values }: Sql,
  dialect: Dialect,
): { text: string; parameters: unknown[] } {
  const place = dialect === 'postgres' ? (index: number) => `$${index}` : () => '?';
  return {
    text: strings.reduce((text, piece, index) => `${text}${place(index)}${piece}`),
    parameters: [...values],
  };
}
