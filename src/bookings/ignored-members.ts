/** How many ignored members an answer names, and how much of each name. */
const namesAtMost = 50;
const nameAtMost = 100;

/** Names of members that were not read, in the form `warnings` shows them. */
export const shownNames = (names: readonly string[]): string[] =>
  names.slice(0, namesAtMost).map((name) => name.slice(0, nameAtMost).toWellFormed());

/** Members of an action's body other than its inputs, which stand under its name. */
export const ignoredInputs = (
  body: Readonly<Record<string, unknown>> | null | undefined,
  action: string,
): string[] => shownNames(Object.keys(body ?? {}).filter((name) => name !== action));
