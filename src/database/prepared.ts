/** Texts that get a name at most: lists of ids make texts without end. */
const namesAtMost = 200;

const names = new Map<string, string>();

/** A statement in the form that `pg` keeps prepared on its connection. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/**
 * PostgreSQL plans a named statement once for a connection, in place of once for a call: most of what a short statement
 * costs. For statements whose best plan does not depend on their values; a list of bookings is none. Names are few: what
 * comes after them runs as plain text.
 */
export function namedStatement(text: string): NamedStatement | string {
  let name = names.get(text);
  if (name === undefined) {
    if (names.size >= namesAtMost) return text;
    name = `countersign_${names.size}`;
    names.set(text, name);
  }
  return { name, text };
}
