import { z } from 'zod';
import { durationMs } from '../common/duration-text.js';
import { dayMs } from '../common/time-spans.js';
import { bufferMsAtMost } from './occupied.js';

const span = (atMostMs: number, atMostText: string) => {
  const message = `must be a length of time from seconds to weeks, such as 30 minutes, 2 hours or 90 days, of at most ${atMostText}`;
  return z
    .string(message)
    .refine((text) => isSpan(text, atMostMs), message)
    .nullish();
};

const isSpan = (text: string, atMostMs: number): boolean => {
  const ms = durationMs(text);
  return ms !== null && ms >= 0 && ms <= atMostMs;
};

const tenYearsMs = 3650 * dayMs;
const buffer = span(bufferMsAtMost, '24 hours');
const farSpan = span(tenYearsMs, '3650 days');

const perDayMessage = 'must be a whole number from 1 to 10,000';

/** The policies of a project or resource, as clients send them and rows keep them; null is the same as absent. */
export const policiesSchema = z.strictObject(
  {
    buffer_before: buffer,
    buffer_after: buffer,
    min_booking_notice: farSpan,
    max_booking_window: farSpan,
    min_cancel_notice: farSpan,
    max_per_day: z.int(perDayMessage).min(1, perDayMessage).max(10_000, perDayMessage).nullish(),
  },
  'must be an object',
);
