import { z } from 'zod';
import { Problem } from '../../common/problem.js';
import { storableText } from '../../common/text.js';
import { errorsOf } from '../../http/validation.js';
import { instantText } from '../creation/create-booking.schemas.js';
import { timeFaults } from '../creation/draft-times.js';

const messageAtMost = 2_000;

const members = {
  start: instantText,
  end: instantText,
  resource_id: z.string('must be the id of a resource').nullish(),
  message: storableText(messageAtMost).nullish(),
};

export const rescheduleMembers: ReadonlySet<string> = new Set(Object.keys(members));

/** What a reschedule says, wherever it stands. Other members pass. */
export const rescheduleBodySchema = z
  .looseObject(members, 'must be an object')
  .superRefine(({ start, end }, context) => {
    for (const [field, texts] of timeFaults(start, end))
      for (const message of texts) context.addIssue({ code: 'custom', path: [field], message });
  });
export type RescheduleBody = z.output<typeof rescheduleBodySchema>;

export interface RescheduleInputs {
  /** Unix milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly resource_id: string | null;
  readonly message: string | null;
}

/** The inputs with null for what the body leaves out. */
export const rescheduleInputsOf = ({
  start,
  end,
  resource_id,
  message,
}: RescheduleBody): RescheduleInputs => ({
  start,
  end,
  resource_id: resource_id ?? null,
  message: message ?? null,
});

/** Reads inputs that stand within another body, such as `reschedule_by_customer`; what is wrong is named from there. Throws validation_failed. */
export function readReschedule(given: unknown, within: string): RescheduleInputs {
  const read = rescheduleBodySchema.safeParse(given);
  if (read.success) return rescheduleInputsOf(read.data);
  const errors = Object.entries(errorsOf(read.error.issues)).map(
    ([field, texts]) => [field === 'body' ? within : `${within}.${field}`, texts] as const,
  );
  throw new Problem('validation_failed', { errors: Object.fromEntries(errors) });
}
