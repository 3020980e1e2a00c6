import { adviceOnApiKeyToken } from '../federation/api-key-token-advice.js';
import type { Advice } from '../federation/rejection-advice.js';
import type { ApiKeyTokenRefusal } from '../tenants/api-key-token.js';
import type { ActionLinkRefusal } from './action-link-proof.js';

/** What is particular to action links. */
export const actionLinkAdvice: Readonly<Record<Exclude<ActionLinkRefusal, ApiKeyTokenRefusal>, Advice>> = {
  member_unknown: {
    means: 'The payload has a member that is none of booking_id, action, redirect, exp, iat, nbf, jti.',
    todo: 'Take it out.',
  },
  booking_id_invalid: {
    means: 'booking_id is not the id of a booking.',
    todo: 'Use the id as the API answers it, in lower case.',
  },
  action_invalid: {
    means: 'action is not the name of an action.',
    todo: 'Use a name such as cancel_by_customer.',
  },
  redirect_invalid: { means: 'redirect is not text.', todo: 'Leave redirect out, or set it to an address.' },
  booking_other: {
    means: 'The address is about another booking than the token.',
    todo: 'Make a token for each booking.',
  },
  action_other: {
    means: 'The address is about another action than the token.',
    todo: 'Make a token for each action.',
  },
  booking_unknown: {
    means: 'There is no such booking, and without a kid nothing else says whose link it is.',
    todo: 'Compare the id; it may have been deleted.',
  },
};

/** Meaning and remedy of any reason why an action link proves nothing. */
export const adviceOnActionLink = (reason: ActionLinkRefusal): Advice =>
  (actionLinkAdvice as Partial<Record<string, Advice>>)[reason] ??
  adviceOnApiKeyToken(reason as ApiKeyTokenRefusal);
