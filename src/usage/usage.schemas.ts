import { z } from 'zod';
import { usageCounts, type UsageCount } from './usage-counts.js';
import { startOfDay } from './utc-day.js';

const day = (description: string) =>
  z
    .string('must be a date such as 2026-01-31')
    .refine((text) => startOfDay(text) !== null, 'must be a date such as 2026-01-31')
    .optional()
    .describe(description);

export const usageQuerySchema = z.object({
  from: day('First day (UTC), YYYY-MM-DD; the 30th day before the last one by default, that one counted.'),
  to: day('Last day (UTC), YYYY-MM-DD; today by default.'),
});

const described: Record<UsageCount, string> = {
  signs: 'Security tokens signed by this server.',
  attaches: 'Devices attached, again or anew.',
  identifies: 'Clients identified.',
  signed: 'Calls about devices with a security token, or of the merchant’s server.',
  unsigned: 'Calls about devices without one.',
  logins: 'Users’ tokens proven for the first time by a server process.',
  bookings: 'Bookings created; a reservation counts once it is taken over.',
};

const count = z.int().min(0);

/** Bare, as contract 4 has it. */
export const usageAnswerSchema = z.array(
  z.object({
    date: z.iso.date(),
    ...(Object.fromEntries(usageCounts.map((name) => [name, count.describe(described[name])])) as Record<
      UsageCount,
      typeof count
    >),
  }),
);
