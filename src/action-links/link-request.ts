import type { Zone } from '../common/zone.js';
import type { HttpRequest } from '../http/request.js';
import { wantsJson } from '../pages/accept.js';
import type { ExternalActionQuery } from './external-action.schemas.js';
import { looksAhead } from './looking-ahead.js';

/** How a link was asked for, as far as the answer depends on it. */
export interface LinkRequest {
  readonly method: string;
  readonly headers: HttpRequest['headers'];
  readonly query: ExternalActionQuery;
  /** Of the times in an answer for programs. */
  readonly zone: Zone;
  readonly isForProgram: boolean;
  /** Does something fetch this ahead of time, though nobody has asked for it yet? Then nothing acts, whatever the method. */
  readonly isAhead: boolean;
  /** May opening the link act, where the tenant wants that? Never ahead of time, nor for programs. */
  readonly mayActByOpening: boolean;
  /** Is the answer kept for a repetition of the request? Then it is the answer itself and leads nowhere else. */
  readonly isRepeatable: boolean;
}

export const linkRequestOf = (
  { method, headers }: Pick<HttpRequest, 'method' | 'headers'>,
  query: ExternalActionQuery,
  zone: Zone,
): LinkRequest => {
  const isForProgram = wantsJson(headers.accept);
  const isAhead = looksAhead(headers);
  return {
    method,
    headers,
    query,
    zone,
    isForProgram,
    isAhead,
    mayActByOpening: method === 'GET' && !isForProgram && !isAhead,
    isRepeatable: headers['idempotency-key'] !== undefined,
  };
};
