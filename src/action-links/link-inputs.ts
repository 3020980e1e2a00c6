import { readActionInputs, type ActionInputs } from '../bookings/actions/action-inputs.js';
import type { Booking } from '../bookings/booking.entity.js';
import { rescheduleAction } from '../bookings/graphs/graphs.js';
import { readInstant } from '../common/instants.js';
import { invalid, Problem } from '../common/problem.js';

type Body = Readonly<Record<string, unknown>>;

const needed = 'is needed';

/**
 * What a form or a program sends with a link: `message`, or of a reschedule `start`, `end` (as long as before by default)
 * and `resource_id`. Empty fields of a form say nothing, other members neither. Throws validation_failed naming the field.
 */
export function readLinkInputs(
  body: Body,
  { link, booking }: { link: string; booking: Booking },
): ActionInputs {
  const given = Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (value === '' ? [] : [[name, plain(value)] as const])),
  );
  if (link === rescheduleAction && (given['start'] ?? null) === null) throw invalid('start', needed);
  try {
    const own = link === rescheduleAction ? { ...given, end: given['end'] ?? endOf(given, booking) } : given;
    const { inputs } = readActionInputs({ [link]: own }, link);
    const reschedule = link === rescheduleAction ? inputs.reschedule() : null;
    return { message: inputs.message, reschedule: () => reschedule ?? inputs.reschedule() };
  } catch (error) {
    throw named(error, `${link}.`);
  }
}

/** Is nothing wrong with what was sent but that no time was chosen? */
export const isTimeMissing = ({ options }: Problem): boolean => options.errors?.['start']?.[0] === needed;

/** Forms send line ends as two characters, however they were typed. */
const plain = (value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value;

function endOf({ start }: Body, { startsAt, endsAt }: Booking): string | undefined {
  const startMs = typeof start === 'string' ? readInstant(start) : null;
  const end = new Date((startMs ?? Number.NaN) + endsAt - startsAt);
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString();
}

/** Fields are named as the form has them. */
function named(error: unknown, within: string): unknown {
  if (!(error instanceof Problem) || error.options.errors === undefined) return error;
  const errors = Object.entries(error.options.errors).map(
    ([field, texts]) => [field.startsWith(within) ? field.slice(within.length) : field, texts] as const,
  );
  return new Problem(error.code, { errors: Object.fromEntries(errors) });
}
