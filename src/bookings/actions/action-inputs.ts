import { z } from 'zod';
import { membersBeside, shownNames } from '../../common/ignored-members.js';
import { invalid, Problem } from '../../common/problem.js';
import { storableText } from '../../common/text.js';
import { allActions, rescheduleAction } from '../graphs/graphs.js';
import {
  readReschedule,
  rescheduleMembers,
  type RescheduleInputs,
} from '../reschedule/reschedule.schemas.js';

/** What an action's body says beside the action itself. */
export interface ActionInputs {
  /** Of whoever cancels or declines. */
  readonly message: string | null;
  /** Of `reschedule_by_customer`; read when it is known that it is possible at all. Throws validation_failed. */
  readonly reschedule: () => RescheduleInputs;
}

const messageAtMost = 2_000;
const messageInputs = z.looseObject({ message: storableText(messageAtMost).nullish() });
const messageMembers: ReadonlySet<string> = new Set(['message']);
const nothing: ReadonlySet<string> = new Set();
const actionsWithMessage: ReadonlySet<string> = new Set(['cancel', 'cancel_by_customer', 'decline']);

export const takesMessage = (action: string): boolean => actionsWithMessage.has(action);

/**
 * Reads `{}` or `{"<action>": {inputs}}`. Members that mean nothing to the action are named in `warnings`. Throws
 * validation_failed naming the input, such as `cancel.message`.
 */
export function readActionInputs(
  body: Readonly<Record<string, unknown>>,
  action: string,
): { readonly inputs: ActionInputs; readonly warnings: readonly string[] } {
  const own = allActions.includes(action) && Object.hasOwn(body, action) ? body[action] : null;
  if (own !== null && (typeof own !== 'object' || Array.isArray(own)))
    throw invalid(action, 'must be an object');
  const given = (own ?? {}) as Readonly<Record<string, unknown>>;
  const known = inputsOf(action);
  const ignored = [
    ...Object.keys(body).filter((name) => name !== action),
    ...membersBeside(given, known, `${action}.`),
  ];
  const message = known === messageMembers ? readMessage(given, action) : null;
  const reschedule = () => readReschedule(given, action);
  return { inputs: { message, reschedule }, warnings: shownNames(ignored) };
}

function inputsOf(action: string): ReadonlySet<string> {
  if (action === rescheduleAction) return rescheduleMembers;
  return takesMessage(action) ? messageMembers : nothing;
}

function readMessage(given: unknown, action: string): string | null {
  const read = messageInputs.safeParse(given);
  if (read.success) return read.data.message ?? null;
  const texts = read.error.issues.map(({ message }) => message);
  throw new Problem('validation_failed', { errors: { [`${action}.message`]: texts } });
}
