export interface TableNeeds {
  readonly name: string;
  /** Tables that its foreign keys point at; itself and tables that are not in the list do not count. */
  readonly needs: readonly string[];
}

/** Names so ordered that each table comes after those it needs, else as given. Throws where tables need each other in a ring. */
export function inOrderOfNeed(tables: readonly TableNeeds[]): string[] {
  const names = new Set(tables.map(({ name }) => name));
  const placed = new Set<string>();
  let waiting = [...tables];
  while (waiting.length > 0) {
    const ready = waiting.find(({ name, needs }) =>
      needs.every((need) => need === name || !names.has(need) || placed.has(need)),
    );
    if (ready === undefined)
      throw new Error(`Tables need each other: ${waiting.map(({ name }) => name).join(', ')}.`);
    placed.add(ready.name);
    waiting = waiting.filter((table) => table !== ready);
  }
  return [...placed];
}
