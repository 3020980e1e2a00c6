import type { CallerKind } from '../../access/principal.js';
import { folded, reversed } from '../../common/fold.js';
import { isId } from '../../common/ids.js';
import { shownField, splitSearch, type SearchPair } from '../../common/search.js';
import { isMerchantsMember } from '../meta/merchants-member.js';
import { indexedValue } from '../meta/meta-index.js';

/** Columns that a search compares as they stand. */
type ExactColumn =
  | 'resource_id'
  | 'project_id'
  | 'user_id'
  | 'graph'
  | 'state'
  | 'completed'
  | 'customer_name'
  | 'customer_email'
  | 'customer_phone';

/** One condition of a search, all of which must hold. */
export type Condition =
  | { readonly kind: 'equals'; readonly column: ExactColumn; readonly value: string | boolean }
  | {
      readonly kind: 'begins';
      readonly column: 'customer_name' | 'customer_name_reversed';
      readonly value: string;
    }
  | { readonly kind: 'contains'; readonly column: 'customer_name'; readonly value: string }
  | { readonly kind: 'meta'; readonly key: string; readonly value: string }
  | { readonly kind: 'nothing' };

export type SearchDecision = { readonly ok: readonly Condition[] } | { readonly refused: string };

/** Reads a caller's search of bookings (contract 0, "search"); what is refused names the field. The merchant's members of meta are unknown to others. */
export function readSearch(text: string, caller: CallerKind): SearchDecision {
  const pairs = splitSearch(text);
  return 'refused' in pairs ? pairs : conditionsOfPairs(pairs.ok, caller);
}

/** As readSearch, of a search that is split already. */
export function conditionsOfPairs(pairs: readonly SearchPair[], caller: CallerKind): SearchDecision {
  const conditions: Condition[] = [];
  for (const pair of pairs) {
    const condition = conditionOf(pair, caller);
    if (typeof condition === 'string') return { refused: condition };
    conditions.push(condition);
  }
  return { ok: conditions };
}

/** Do both ask for the same? */
export function isSameCondition(one: Condition, other: Condition): boolean {
  if (one.kind === 'nothing' || other.kind === 'nothing') return one.kind === other.kind;
  const isSameField =
    one.kind === 'meta' || other.kind === 'meta' ? keyOf(one) === keyOf(other) : one.column === other.column;
  return isSameField && one.kind === other.kind && one.value === other.value;
}

const keyOf = (condition: Condition): string | null => (condition.kind === 'meta' ? condition.key : null);

type Reader = (value: string) => Condition | string;

const exact =
  (column: ExactColumn): Reader =>
  (value) => ({ kind: 'equals', column, value });

/** Text that is no id is the id of nothing. */
const id =
  (column: ExactColumn): Reader =>
  (value) =>
    isId(value) ? { kind: 'equals', column, value } : { kind: 'nothing' };

const fields = new Map<string, Reader>([
  ['resource.id', id('resource_id')],
  ['project.id', id('project_id')],
  ['user.id', id('user_id')],
  ['graph', exact('graph')],
  ['state', exact('state')],
  ['completed', readCompleted],
  ['customer.name', readName],
  ['customer.email', (value) => ({ kind: 'equals', column: 'customer_email', value: folded(value) })],
  ['customer.phone', exact('customer_phone')],
]);

function conditionOf({ field, value }: SearchPair, caller: CallerKind): Condition | string {
  if (field.startsWith('meta.') && field.length > 'meta.'.length) {
    const key = field.slice('meta.'.length);
    if (caller === 'app' || !isMerchantsMember(key)) return { kind: 'meta', key, value: indexedValue(value) };
  }
  return (
    fields.get(field)?.(value) ??
    `has an unknown field, ${shownField(field)}; known are ${[...fields.keys()].join(', ')}, meta.KEY`
  );
}

function readCompleted(value: string): Condition | string {
  if (value === 'true' || value === 'false')
    return { kind: 'equals', column: 'completed', value: value === 'true' };
  return 'has completed, which must be true or false';
}

function readName(value: string): Condition {
  const open = { before: value.startsWith('*'), after: value.length > 1 && value.endsWith('*') };
  const name = folded(value.slice(open.before ? 1 : 0, open.after ? -1 : undefined));
  if (open.before && open.after) return { kind: 'contains', column: 'customer_name', value: name };
  if (open.before) return { kind: 'begins', column: 'customer_name_reversed', value: reversed(name) };
  if (open.after) return { kind: 'begins', column: 'customer_name', value: name };
  return { kind: 'equals', column: 'customer_name', value: name };
}
