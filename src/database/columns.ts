import type { ColumnOptions, ValueTransformer } from 'typeorm';

/** Unix milliseconds in a 64-bit integer, on both databases (see docs/decisions/0004). */
const asNumber: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};

export const instant = (options: ColumnOptions = {}): ColumnOptions => ({ type: 'bigint', transformer: asNumber, ...options });

/** JSON kept as text, so that members keep their order and both databases answer the same bytes. */
export const json = (options: ColumnOptions = {}): ColumnOptions => ({ type: 'simple-json', ...options });

export const uuid = (options: ColumnOptions = {}): ColumnOptions => ({ type: 'uuid', ...options });
