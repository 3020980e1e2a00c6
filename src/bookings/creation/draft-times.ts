import { dayMs } from '../../common/time-spans.js';
import { fault, type Fault } from './draft-fault.js';

export const longestBookingMs = 366 * dayMs;
const earliestMs = Date.UTC(1970, 0, 1);
const latestMs = Date.UTC(2200, 0, 1);

/** What is wrong with the time of a booking. Unix milliseconds; null where none is given. */
export function timeFaults(start: number | null, end: number | null): Fault[] {
  const faults: Fault[] = [];
  if (start === null) faults.push(fault('start', 'is needed'));
  else if (start < earliestMs || start >= latestMs)
    faults.push(fault('start', 'must lie between 1970 and 2200'));
  if (end === null) faults.push(fault('end', 'is needed'));
  else if (start !== null && end <= start) faults.push(fault('end', 'must be later than start'));
  else if (start !== null && end - start > longestBookingMs)
    faults.push(fault('end', 'must be at most 366 days after start'));
  return faults;
}
