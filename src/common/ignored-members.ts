/** How many ignored members an answer names, and how much of each name. */
const namesAtMost = 50;
const nameAtMost = 100;

/** Names of members that were not read, in the form `warnings` shows them. */
export const shownNames = (names: readonly string[]): string[] =>
  names.slice(0, namesAtMost).map((name) => name.slice(0, nameAtMost).toWellFormed());

/** Members of an object that nobody reads, with the name of the object before them (`booking.` …). */
export const membersBeside = (value: object | null | undefined, known: ReadonlySet<string>, within = '') =>
  Object.keys(value ?? {})
    .filter((name) => !known.has(name))
    .map((name) => within + name);

/** The list of warnings as an answer has it beside `data`: absent where there are none. */
export const withWarnings = (warnings: readonly string[]): { warnings?: readonly string[] } =>
  warnings.length > 0 ? { warnings } : {};
