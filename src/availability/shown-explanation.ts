import { invalid } from '../common/problem.js';
import { unofferedTimes, type Unoffered } from '../schedule/explain.js';
import type { AskedAvailability } from './availability-facts.service.js';
import { projectListsOf } from './booking-rules.js';
import { isLongToExplain } from './question-size.js';
import { showSlotResource, type ShownResource } from './shown-slots.js';

interface ShownExplanation {
  readonly resource: ShownResource;
  readonly unoffered: readonly {
    readonly start: string;
    readonly end: string;
    readonly reason: Unoffered['reason'];
    readonly detail: string;
  }[];
}

const reasonsAtMost = 10_000;

/** Why the rest of the window is not offered, resource by resource, for the merchant. */
export function showExplanation({
  question,
  request,
  project,
  resources,
  facts,
}: AskedAvailability): ShownExplanation[] {
  const { zone, lengthMs } = question;
  const names = listNames(projectListsOf(project).length);
  if (isLongToExplain(question, facts)) throw tooMuch();
  let left = reasonsAtMost;
  return resources.flatMap((resource, index) => {
    const held = facts[index];
    if (held === undefined) return [];
    const grid = lengthMs === null ? null : { ...request, lengthMs };
    const times = unofferedTimes(held, request, grid, left);
    left -= times.length;
    if (left < 0) throw tooMuch();
    const unoffered = times.map((time) => ({
      start: zone.write(time.start),
      end: zone.write(time.end),
      reason: time.reason,
      detail: inWords(time, names),
    }));
    return [{ resource: showSlotResource(resource), unoffered }];
  });
}

const tooMuch = () => invalid('explain', 'has too much to say: ask for a shorter time or fewer resources');

const listNames = (ofProject: number): readonly string[] => [
  "the resource's availability_constraints",
  ...["the project's availability_constraints", "the project's availability.constraints"].slice(0, ofProject),
  "the request's constraints",
];

const words: Readonly<Record<Exclude<Unoffered['reason'], 'constraint'>, string>> = {
  past: 'It is over.',
  notice: 'It is too near: min_booking_notice asks for more time before the start.',
  window: 'It is too far ahead: max_booking_window ends before it.',
  booking: 'It is booked.',
  hold: 'It is held by a booking that is not yet confirmed or paid, or by a reservation.',
  buffer: 'It lies in the buffer of a booking.',
  max_per_day: 'As many bookings start on this day as max_per_day allows.',
  length: 'It is free, but no slot of the asked length and increments fits into it.',
};

function inWords(time: Unoffered, names: readonly string[]): string {
  if (time.reason !== 'constraint') return words[time.reason];
  const list = names[time.list] ?? 'a list of constraints';
  return time.constraint === null
    ? `None of the allow_… in ${list} covers it.`
    : `Number ${time.constraint + 1} of ${list} blocks it.`;
}
