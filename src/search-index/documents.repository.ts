import { Injectable } from '@nestjs/common';
import { isId } from '../common/ids.js';
import { joined, ours, sql, type Sql } from '../common/sql.js';
import type { ReadAccess } from '../database/access.js';
import { ask } from '../database/ask.js';
import { tenantCode, type SearchedType } from '../database/full-text/terms.js';
import { isAmong } from '../database/id-list.js';
import { isPostgres } from '../database/is-postgres.js';
import { fts5Text, tsqueryText, wordsCondition, type Expression } from './expression.js';
import type { FoundDocument } from './ranking.js';

/** A stretch of names: from the first one up to, but not including, the last. */
export interface NameRange {
  readonly from: string;
  readonly to: string;
}

/** Conditions beside an expression; null asks for nothing. */
interface Narrowed {
  readonly among?: readonly string[] | null;
  readonly inside?: NameRange | null;
  readonly outside?: NameRange | null;
}

interface Walk extends Omit<Narrowed, 'among'> {
  /** Null is true of all. */
  readonly expression: Expression | null;
  readonly walked: number;
  readonly atMost: number;
}

const columns = ours('d.type, d.id, d.sort_name AS "sortName", d.words');

/** What the full-text index knows. Every query names its tenant first. Ids that are no ids find nothing. */
@Injectable()
export class DocumentsRepository {
  /**
   * Those that the index has for an expression, as many as `atMost`, in no order. Names `outside` a stretch do not stand in it; of
   * `also` the rows tell, without the index.
   */
  async findMatching(
    access: ReadAccess,
    tenantId: string,
    expression: Expression,
    {
      among = null,
      inside = null,
      outside = null,
      also = null,
      atMost,
    }: Narrowed & { readonly also?: Expression | null; readonly atMost: number },
  ): Promise<FoundDocument[]> {
    const conditions = [
      ...nameConditions({ inside, outside }),
      ...(also === null ? [] : [matching(access, also)]),
    ];
    if (among !== null) {
      const ids = among.filter(isId);
      if (ids.length === 0) return [];
      conditions.push(isAmong(access, ours('d.id'), ids));
    }
    return ask<FoundDocument>(
      access,
      sql`${foundRows(access, tenantId, expression, columns)}${withAnd(conditions)} LIMIT ${atMost}`,
    );
  }

  /** Those with these ids, in no order. */
  async findAmong(
    access: ReadAccess,
    tenantId: string,
    types: readonly SearchedType[],
    among: readonly string[],
    expression: Expression | null,
  ): Promise<FoundDocument[]> {
    const ids = among.filter(isId);
    if (ids.length === 0) return [];
    const matches = expression === null ? sql`` : sql` AND ${matching(access, expression)}`;
    const found: FoundDocument[] = [];
    for (const type of types) {
      const rows = await ask<FoundDocument>(
        access,
        sql`SELECT ${columns} FROM search_documents d
          WHERE d.tenant_id = ${tenantId} AND d.type = ${type} AND ${isAmong(access, ours('d.id'), ids)}${matches}`,
      );
      found.push(...rows);
    }
    return found;
  }

  /**
   * The first of a type by name, as many as `atMost`, of which an expression says the truth. `walked` rows are looked at and
   * no more: there may be others where fewer than `atMost` are found.
   */
  async walk(access: ReadAccess, tenantId: string, type: SearchedType, walk: Walk): Promise<FoundDocument[]> {
    return ask<FoundDocument>(
      access,
      sql`SELECT ${columns} FROM ${walkedRows(access, tenantId, type, walk)}`,
    );
  }

  /**
   * The first of a rank by name where the index has many for `indexed`, which the rank's expression says more closely. SQLite
   * looks at as many names as it takes; PostgreSQL {@link walk}s.
   */
  async walkIndexed(
    access: ReadAccess,
    tenantId: string,
    type: SearchedType,
    indexed: Expression,
    { expression, inside = null, outside = null, walked, atMost }: Walk & { readonly expression: Expression },
  ): Promise<FoundDocument[]> {
    if (isPostgres(access))
      return this.walk(access, tenantId, type, { expression, inside, outside, walked, atMost });
    const conditions = [...nameConditions({ inside, outside }), matching(access, expression)];
    return ask<FoundDocument>(
      access,
      // The sign keeps the order of names: looked up one by one, the index's rows would have to be sorted.
      sql`SELECT ${columns} FROM search_documents d WHERE d.tenant_id = ${tenantId} AND d.type = ${type}
        AND +d.number IN (SELECT rowid FROM search_terms(${fts5Text(indexed, tenantCode(tenantId))}))
        ${withAnd(conditions)} ORDER BY d.sort_name, d.id LIMIT ${atMost}`,
    );
  }

  /** The first of each type by id, which tell how common something is. */
  async sample(
    access: ReadAccess,
    tenantId: string,
    types: readonly SearchedType[],
    ofEach: number,
  ): Promise<FoundDocument[]> {
    const ofTypes = types.map(
      (type) => sql`SELECT ${columns} FROM (SELECT d.type, d.id, d.sort_name, d.words FROM search_documents d
        WHERE d.tenant_id = ${tenantId} AND d.type = ${type} ORDER BY d.id LIMIT ${ofEach}) AS d`,
    );
    return ask<FoundDocument>(access, joined(ofTypes, ' UNION ALL '));
  }

  /** Of how many an expression says the truth, counted to `atMost`, among the first `walked` of a type by id. */
  async countWalked(
    access: ReadAccess,
    tenantId: string,
    type: SearchedType,
    expression: Expression,
    { walked, atMost }: Pick<Walk, 'walked' | 'atMost'>,
  ): Promise<number> {
    const [row] = await ask<{ n: number }>(
      access,
      sql`SELECT count(*) AS n FROM (SELECT 1 FROM (SELECT d.tenant_id, d.words FROM search_documents d
        WHERE d.tenant_id = ${tenantId} AND d.type = ${type} ORDER BY d.id LIMIT ${walked}) AS d
        WHERE d.tenant_id = ${tenantId} AND ${matching(access, expression)} LIMIT ${atMost}) AS counted`,
    );
    return row?.n ?? 0;
  }

  /** How many the index has for an expression, counted to `atMost`. */
  async countMatching(
    access: ReadAccess,
    tenantId: string,
    expression: Expression,
    atMost: number,
  ): Promise<number> {
    const found = foundRows(access, tenantId, expression, ours('1'));
    const [row] = await ask<{ n: number }>(
      access,
      sql`SELECT count(*) AS n FROM (${found} LIMIT ${atMost}) AS counted`,
    );
    return row?.n ?? 0;
  }

  /** How many there are of a type, of all names or those of a stretch, counted to `atMost`. */
  async countNames(
    access: ReadAccess,
    tenantId: string,
    type: SearchedType,
    inside: NameRange | null,
    atMost: number,
  ): Promise<number> {
    const [row] = await ask<{ n: number }>(
      access,
      sql`SELECT count(*) AS n FROM (SELECT 1 FROM search_documents d
        WHERE d.tenant_id = ${tenantId} AND d.type = ${type}${withAnd(nameConditions({ inside, outside: null }))}
        ORDER BY d.sort_name, d.id LIMIT ${atMost}) AS counted`,
    );
    return row?.n ?? 0;
  }
}

/** What the index has for an expression, of this tenant. */
function foundRows(access: ReadAccess, tenantId: string, expression: Expression, selected: Sql): Sql {
  const code = tenantCode(tenantId);
  return isPostgres(access)
    ? // As text the tenant leads to no index of its own: with a limit it would be taken for the shorter way.
      sql`SELECT ${selected} FROM search_documents d
        WHERE d.tenant_id::text = ${tenantId} AND d.terms @@ ${tsqueryText(expression, code)}::tsquery`
    : // The index is asked first, whatever is known of the tables.
      sql`SELECT ${selected} FROM search_terms CROSS JOIN search_documents d ON d.number = search_terms.rowid
        WHERE search_terms MATCH ${fts5Text(expression, code)} AND d.tenant_id = ${tenantId}`;
}

/** What stands behind FROM; rows come as the inner query hands them out: to sort them once more would be to wait for all of them. */
function walkedRows(
  access: ReadAccess,
  tenantId: string,
  type: SearchedType,
  { expression, inside = null, outside = null, walked, atMost }: Walk,
): Sql {
  const rows = sql`SELECT d.tenant_id, d.type, d.id, d.sort_name, d.words FROM search_documents d
    WHERE d.tenant_id = ${tenantId} AND d.type = ${type}${withAnd(nameConditions({ inside, outside: null }))}
    ORDER BY d.sort_name, d.id LIMIT ${walked}`;
  const conditions = [
    ...(expression === null ? [] : [matching(access, expression)]),
    ...nameConditions({ inside: null, outside }),
  ];
  return sql`(${rows}) AS d WHERE d.tenant_id = ${tenantId}${withAnd(conditions)} LIMIT ${atMost}`;
}

const nameConditions = ({ inside, outside }: Required<Omit<Narrowed, 'among'>>): Sql[] => [
  ...(inside === null ? [] : [inRange(inside)]),
  ...(outside === null ? [] : [sql`NOT (${inRange(outside)})`]),
];

const inRange = ({ from, to }: NameRange): Sql => sql`d.sort_name >= ${from} AND d.sort_name < ${to}`;

const withAnd = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`` : sql` AND ${joined(conditions, ' AND ')}`;

const matching = (access: ReadAccess, expression: Expression): Sql =>
  wordsCondition(expression, isPostgres(access) ? 'strpos' : 'instr');
