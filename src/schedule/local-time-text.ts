import { readInstant } from '../common/instants.js';
import { dayMs, hourMs, minuteMs } from '../common/time-spans.js';
import type { TimeOfDay } from './constraint.js';

/** Milliseconds since the local midnight, 0 to 24 h; null for what is no whole hour and no `HH:MM`. */
export function readTimeOfDay(time: TimeOfDay): number | null {
  if (typeof time === 'number')
    return Number.isInteger(time) && time >= 0 && time <= 24 ? time * hourMs : null;
  const match = /^(\d{2}):(\d{2})$/.exec(time);
  if (match === null) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null;
  return (hour * 60 + minute) * minuteMs;
}

/** The start or end of a period: an instant, or a local time (written as if it were UTC), in milliseconds. */
export interface PeriodEdge {
  readonly at: number;
  readonly isLocal: boolean;
}

const localForm = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2})?)?$/;

/**
 * Reads an instant (RFC 3339), a local time such as `2026-12-24T10:00:00` or a date, which means its first moment as
 * a start and its last as an end. Null for other text and for days and times that are in no calendar.
 */
export function readPeriodEdge(text: string, edge: 'start' | 'end'): PeriodEdge | null {
  const instant = readInstant(text);
  if (instant !== null) return { at: instant, isLocal: false };
  const match = localForm.exec(text);
  if (match === null) return null;
  const [, date = '', time, seconds = ':00'] = match;
  const at = readInstant(`${date}T${time ?? '00:00'}${seconds}Z`);
  if (at === null) return null;
  return { at: time === undefined && edge === 'end' ? at + dayMs : at, isLocal: true };
}
