export type Members = Readonly<Record<string, unknown>>;

/** Parts of an answer as what they should be: whatever stands there, nothing throws. */
export const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null ? (value as Members) : {};

/** Trimmed; empty for what is no text. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** Unix milliseconds; NaN for what is no time. */
export const instantOf = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : NaN);
