import { z } from 'zod';
import { readInstant } from './instants.js';

/** The end of the year 9999, which RFC 3339 can still write. */
const latestSeconds = 253_402_300_799;
const message = 'must be Unix seconds, or a date and time with offset such as 2030-01-31T14:00:00+01:00';

const secondsOf = (text: string): number => Math.floor((readInstant(text) ?? Number.NaN) / 1000);

/** When something ends: a whole number of Unix seconds, or RFC 3339 with offset; becomes Unix seconds. Whether it lies ahead is not looked at. */
export const expirySchema = z.union(
  [
    z.int().min(0).max(latestSeconds),
    z
      .string()
      .max(64)
      .refine((text) => readInstant(text) !== null)
      .transform(secondsOf),
  ],
  message,
);
