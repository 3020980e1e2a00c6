/** What a declarative change did. `unchanged` wrote nothing at all. */
export type Outcome = 'created' | 'updated' | 'unchanged';

export interface Applied<Row> {
  readonly outcome: Outcome;
  readonly row: Row;
  /** What the operator should know although it was accepted; complete sentences without secrets. */
  readonly warnings: readonly string[];
}

/** A new secret, in clear for this once. */
export interface AppliedWithSecret<Row> extends Applied<Row> {
  /** Null where the caller brought the secret, or nothing was made. */
  readonly secret: string | null;
}

/** Are two JSON values the same, whatever the order of members? */
export function sameJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(ordered(left)) === JSON.stringify(ordered(right));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, ordered(member)]);
}
