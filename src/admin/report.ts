import Table from 'cli-table3';

/** What a command answers: `text` for people, `json` for programs, one of them on stdout; empty text and undefined print nothing. */
export interface Report {
  readonly json: unknown;
  readonly text: string;
  /** On stderr in both forms. */
  readonly warnings?: readonly string[];
  /** The command ran, and found that something is wrong: this one line goes to stderr and the exit code is 1. */
  readonly failure?: string;
}

export type Row = Readonly<Record<string, unknown>>;

const noRules = Object.fromEntries(
  'top,top-mid,top-left,top-right,bottom,bottom-mid,bottom-left,bottom-right,left,left-mid,mid,mid-mid,right,right-mid'
    .split(',')
    .map((name) => [name, '']),
);
const look = {
  chars: { ...noRules, middle: '  ' },
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
};

/** A table with the first row's members as columns, or `nothing` where there is no row. */
export function table(rows: readonly Row[], nothing: string): string {
  const [first] = rows;
  if (first === undefined) return nothing;
  const columns = Object.keys(first);
  return lines(
    new Table({ ...look, head: columns }),
    rows.map((row) => columns.map((column) => cell(row[column]))),
  );
}

/** One object, a line for each member; a member that is an object stands below, a line for each of its own. */
export function sheet(row: Row): string {
  const entries = Object.entries(row).flatMap(([name, value]) =>
    isPlain(value)
      ? Object.entries(value).map(([inner, part]) => [`${name}.${inner}`, cell(part)])
      : [[name, cell(value)]],
  );
  return lines(new Table(look), entries);
}

function lines(sheetOf: InstanceType<typeof Table>, rows: readonly string[][]): string {
  sheetOf.push(...rows);
  return sheetOf.toString().replace(/ +$/gm, '');
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function cell(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return printable(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? String(value) : printable(JSON.stringify(value));
}

/** Text from outside (names, claims) cannot move a terminal's cursor. */
export const printable = (text: string): string =>
  text.replace(
    /[^\P{Cc}\n]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
