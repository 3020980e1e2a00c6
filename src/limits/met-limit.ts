import { Problem } from '../common/problem.js';
import { isWorthTelling, rateLimitHeaders, type LimitName, type MetLimit } from './rate-limit-headers.js';

/** The answer under way: what a limit says goes out with it, whether it is a refusal or not. */
export interface AnswerHeaders {
  header(name: string, value: string): unknown;
}

/** Lets a request pass that its limit allows, and tells where that is worth it; throws `rate_limited` otherwise. */
export function meet(met: MetLimit, answer: AnswerHeaders): void {
  if (!met.taken.allowed) refuse(met, answer);
  if (isWorthTelling(met)) tell(met, answer);
}

export function refuse(met: MetLimit, answer: AnswerHeaders): never {
  tell(met, answer);
  throw new Problem('rate_limited', {
    detail: `More than ${met.perMinute} ${what[met.name]} a minute. Try again after the time in Retry-After.`,
    reason: met.name,
    retryAfterSeconds: met.taken.waitMs / 1000,
  });
}

function tell(met: MetLimit, answer: AnswerHeaders): void {
  for (const [name, value] of Object.entries(rateLimitHeaders(met))) answer.header(name, value);
}

const what: Readonly<Record<LimitName, string>> = {
  credential: 'requests with this credential',
  tenant: 'requests of this tenant',
  auth_failures: 'credentials that proved nothing from this address',
  signs_per_user: 'security tokens for this user',
  signs_per_key: 'security tokens by this API key',
  attaches_per_user: 'attaches of this user',
  attaches_per_key: 'attaches with this API key',
};
