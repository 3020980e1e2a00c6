/** The day of UTC that an instant is in, as YYYY-MM-DD. */
export const utcDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Unix milliseconds at which that day of UTC begins; null for a text that names no day since 1970. */
export function startOfDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || ms < 0 || utcDay(ms) !== text ? null : ms;
}
