import { isStorable } from './text.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };
export type JsonObject = { readonly [member: string]: Json };

/** An object rather than a list, null or a plain value; of what JSON holds, that is. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const depthAtMost = 16;
const membersAtMost = 200;
/** Characters of one free-form member as JSON: lists answer up to 1,000 rows at once. */
const charactersAtMost = 8_000;

/**
 * What is wrong with a free-form value from outside, or null: text must be storable, numbers finite, and it may be
 * nested 16 deep and have 200 members in one object, so that nothing after it meets a value it cannot write.
 */
export function freeFormFault(value: unknown, depth = 0): string | null {
  if (typeof value === 'string') return isStorable(value) ? null : 'must be well-formed Unicode without NUL';
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'must hold numbers that are finite';
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value !== 'object') return 'must be JSON';
  if (depth >= depthAtMost) return `must be nested at most ${depthAtMost} deep`;
  if (Array.isArray(value)) return firstFault(value, depth);
  const names = Object.keys(value);
  if (names.length > membersAtMost) return `must have at most ${membersAtMost} members`;
  if (names.some((name) => name.length > 100 || !isStorable(name))) {
    return 'must have member names of at most 100 characters, well-formed and without NUL';
  }
  return firstFault(Object.values(value), depth);
}

function firstFault(values: readonly unknown[], depth: number): string | null {
  for (const value of values) {
    const fault = freeFormFault(value, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

/** What is wrong with a free-form member as a whole, or null: {@link freeFormFault}, and its size. */
export function freeFormMemberFault(value: unknown): string | null {
  const fault = freeFormFault(value);
  if (fault !== null) return fault;
  return JSON.stringify(value).length > charactersAtMost
    ? `must have at most ${charactersAtMost} characters as JSON`
    : null;
}

/** Names that mean something to JavaScript's objects: they are left out of free-form members. */
const special = new Set(['__proto__', 'constructor', 'prototype']);

export const isOrdinaryName = (name: string): boolean => !special.has(name);

/** The object without members of such names. */
export const ordinary = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => isOrdinaryName(name)));
