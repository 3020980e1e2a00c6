import { addDuration, durationMs } from '../common/duration-text.js';
import type { JsonObject } from '../common/free-form.js';
import { dayMs } from '../common/time-spans.js';
import { zoneOf, type Zone } from '../common/zone.js';
import type { ConstraintList } from '../schedule/constraint.js';
import type { AvailabilityMode } from '../schedule/offered-slots.js';
import type { AvailabilityBody } from './availability.schemas.js';
import { readMoment } from './moment-text.js';

/** What is asked of the resources, with everything that the request and its project left out. */
export interface AvailabilityQuestion {
  readonly mode: AvailabilityMode;
  /** Unix ms; slots lie wholly in [from, to). */
  readonly from: number;
  readonly to: number;
  /** Null asks for free intervals. */
  readonly lengthMs: number | null;
  readonly stepMs: number;
  /** Beside the policies: the longer buffer counts. */
  readonly bufferMs: number;
  readonly isRoundedToHour: boolean;
  /** A further list that every slot must satisfy. */
  readonly constraints: ConstraintList;
  /** In which the answer is written. */
  readonly zone: Zone;
}

type QuestionDecision =
  { readonly ok: AvailabilityQuestion } | { readonly refused: Readonly<Record<string, readonly string[]>> };

interface Circumstances {
  /** `availability` of the project, null without one. */
  readonly defaults: JsonObject | null;
  readonly nowMs: number;
  /** Of the answer where neither the request nor the project names one. */
  readonly zone: Zone;
}

const earliestMs = Date.UTC(1970, 0, 1);
const latestMs = Date.UTC(2200, 0, 1);
/** No window is longer, so no longer slot can ever be offered. */
const longestSlotMs = 184 * dayMs;
const standardLength = '1 hour';

/** Joins a request with what its project says (the request wins) and with the defaults; refuses naming every wrong field. */
export function questionOf(
  body: AvailabilityBody,
  { defaults, nowMs, zone }: Circumstances,
): QuestionDecision {
  const said = { ...given(defaults), ...given(body) } as AvailabilityBody;
  const answerZone = zoneNamed(said.output_timezone, zone);
  if (answerZone === null) return refused('output_timezone', 'must be a time zone of the IANA database');
  const from = readMoment(said.from ?? 'now', nowMs, answerZone.name);
  if (from === null || from < earliestMs || from >= latestMs)
    return refused('from', 'must lie between 1970 and 2200');
  const to = readEnd(said.to, { nowMs, from, zone: answerZone.name });
  if (to === null || to >= latestMs) return refused('to', 'must lie between 1970 and 2200');
  if (to <= from) return refused('to', 'must be later than from');
  if (to > (addDuration(from, { months: 6, days: 0, ms: 0 }, answerZone.name) ?? latestMs))
    return refused('to', 'must be at most 6 months after from');
  const lengthMs = said.length === null ? null : durationMs(said.length ?? standardLength);
  if (lengthMs !== null && lengthMs > longestSlotMs) return refused('length', 'must be at most 184 days');
  const stepMs = spanOf(said.timeslot_increments);
  return {
    ok: {
      mode: said.mode ?? 'roundrobin_random',
      from,
      to,
      lengthMs,
      stepMs: stepMs ?? lengthMs ?? 1,
      bufferMs: spanOf(said.buffer) ?? 0,
      isRoundedToHour: said.round_to_nearest_hour ?? false,
      constraints: body.constraints ?? [],
      zone: answerZone,
    },
  };
}

/** The members that say something; `length` says something with null. */
const given = (members: Readonly<Record<string, unknown>> | null): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(members ?? {}).filter(
      ([name, value]) => value !== undefined && (value !== null || name === 'length'),
    ),
  );

const zoneNamed = (name: string | null | undefined, standard: Zone): Zone | null =>
  name === undefined || name === null ? standard : zoneOf(name);

const spanOf = (text: string | null | undefined): number | null =>
  text === undefined || text === null ? null : durationMs(text);

const fourWeeks = { months: 0, days: 28, ms: 0 };

/** Four weeks from now where nothing is said, or from a `from` that is later than that. */
function readEnd(
  text: string | null | undefined,
  { nowMs, from, zone }: { readonly nowMs: number; readonly from: number; readonly zone: string },
): number | null {
  if (text !== undefined && text !== null) return readMoment(text, nowMs, zone);
  const standard = addDuration(nowMs, fourWeeks, zone);
  return standard !== null && from < standard ? standard : addDuration(from, fourWeeks, zone);
}

const refused = (field: string, text: string): QuestionDecision => ({ refused: { [field]: [text] } });
