import type { DataSource } from 'typeorm';
import { inOrderOfNeed } from './table-order.js';

export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly CopiedColumn[];
  /** Column names of the primary key, in its order. */
  readonly key: readonly string[];
}

export interface CopiedColumn {
  readonly name: string;
  readonly isBoolean: boolean;
}

/**
 * The tables of all entities, in an order that the foreign keys of this (migrated) database allow.
 * Left out are the tables that no entity stands for: `migrations`, which the target has of its own, SQLite's `change_feed`, and
 * the search index, which is made anew.
 */
export async function copiedTables(dataSource: DataSource): Promise<CopiedTable[]> {
  const byName = new Map(
    dataSource.entityMetadatas.map((metadata) => [
      metadata.tableName,
      {
        name: metadata.tableName,
        columns: metadata.columns.map(({ databaseName, type }) => ({
          name: databaseName,
          isBoolean: type === 'boolean' || type === Boolean,
        })),
        key: metadata.primaryColumns.map(({ databaseName }) => databaseName),
      },
    ]),
  );
  const runner = dataSource.createQueryRunner();
  try {
    const found = await runner.getTables([...byName.keys()]);
    const order = inOrderOfNeed(
      found.map(({ name, foreignKeys }) => ({
        name: unqualified(name),
        needs: foreignKeys.map(({ referencedTableName }) => unqualified(referencedTableName)),
      })),
    );
    return order.flatMap((name) => byName.get(name) ?? []);
  } finally {
    await runner.release();
  }
}

/** `public.tenants` and `tenants` are one name. */
const unqualified = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
