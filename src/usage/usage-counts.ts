/** What is counted for a tenant by the day (contract 4, "usage"). */
export const usageCounts = [
  'signs',
  'attaches',
  'identifies',
  'signed',
  'unsigned',
  'logins',
  'bookings',
] as const;

export type UsageCount = (typeof usageCounts)[number];
export type UsageTotals = Readonly<Record<UsageCount, number>>;
/** Whole numbers of 0 and above; those that are left out are 0. */
export type UsageDeltas = Readonly<Partial<Record<UsageCount, number>>>;

/** What was used on a day, in the order of {@link usageCounts} when nothing was. */
export const noUsage: UsageTotals = {
  signs: 0,
  attaches: 0,
  identifies: 0,
  signed: 0,
  unsigned: 0,
  logins: 0,
  bookings: 0,
};

/** Both together. */
export function withUsage(totals: UsageTotals, deltas: UsageDeltas): UsageTotals {
  const sum: Record<UsageCount, number> = { ...totals };
  for (const name of usageCounts) sum[name] += deltas[name] ?? 0;
  return sum;
}
