import { getMetadataArgsStorage } from 'typeorm';
import { joined, ours, sql, type Sql } from '../common/sql.js';

interface MappedColumn {
  readonly property: string;
  readonly column: string;
  readonly kind: 'plain' | 'json' | 'boolean';
}

/** Reads and writes an entity's rows as plain objects, without TypeORM's hydration; the entity's decorators are the only column list. */
export interface RawRows<Entity extends object> {
  /** The columns, under their property names. */
  select(alias: string): Sql;
  /** `INSERT` of one row; every property must be there. */
  insert(row: Entity): Sql;
  /** What stands behind `SET` of an UPDATE: the named properties, at least one. */
  set(members: Partial<Entity>): Sql;
  /** A selected row with its JSON parsed and its booleans as such. */
  read(raw: Readonly<Record<string, unknown>>): Entity;
}

export function rawRows<Entity extends object>(entity: new () => Entity): RawRows<Entity> {
  const storage = getMetadataArgsStorage();
  const table = storage.tables.find(({ target }) => target === entity)?.name ?? '';
  const columns: MappedColumn[] = storage.filterColumns(entity).map(({ propertyName, options }) => ({
    property: propertyName,
    column: options.name ?? propertyName,
    kind: options.type === 'simple-json' ? 'json' : options.type === 'boolean' ? 'boolean' : 'plain',
  }));
  const converted = columns.filter(({ kind }) => kind !== 'plain');
  const names = ours(columns.map(({ column }) => column).join(', '));
  const written = (kind: MappedColumn['kind'], value: unknown) =>
    kind === 'json' && value !== null ? JSON.stringify(value) : value;
  return {
    select: (alias) =>
      ours(columns.map(({ column, property }) => `${alias}.${column} AS "${property}"`).join(', ')),
    insert: (row) => {
      const values = columns.map(
        ({ property, kind }) => sql`${written(kind, (row as Record<string, unknown>)[property])}`,
      );
      return sql`INSERT INTO ${ours(table)} (${names}) VALUES (${joined(values, ', ')})`;
    },
    set: (members) => {
      const named = columns.filter(({ property }) => Object.hasOwn(members, property));
      const pieces = named.map(
        ({ property, column, kind }) =>
          sql`${ours(column)} = ${written(kind, (members as Record<string, unknown>)[property])}`,
      );
      return joined(pieces, ', ');
    },
    read: (raw) => {
      const row: Record<string, unknown> = { ...raw };
      for (const { property, kind } of converted) {
        const value = row[property];
        if (value !== null)
          row[property] = kind === 'json' ? (JSON.parse(value as string) as unknown) : Boolean(value);
      }
      return row as Entity;
    },
  };
}
