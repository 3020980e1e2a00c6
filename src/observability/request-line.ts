import type { FastifyReply } from 'fastify';
import type { HttpRequest } from '../http/request.js';
import { failureFacts, type FailureFacts } from './failure-facts.js';

/** The one line of a request; what is undefined is left out of it. Nothing in it is the client's own text, but a request id of harmless form. */
export interface RequestLine {
  readonly request_id: string;
  readonly method: string;
  /** Pattern of the route, `none` where no route matched; never the address, for tokens travel in it. */
  readonly route: string;
  readonly status: number;
  readonly duration_ms: number;
  /** The client went away before the answer was out. */
  readonly aborted: true | undefined;
  readonly tenant_id: string | undefined;
  readonly credential: string | undefined;
  /** Id of the API key or JwtConfiguration that proved the caller. */
  readonly credential_id: string | undefined;
  /** Code of the problem that was answered. */
  readonly code: string | undefined;
  readonly reason: string | undefined;
  /** What a refused credential was held against: nothing of it is proven. */
  readonly tried:
    | { readonly credential: string; readonly id: string | undefined; readonly tenant_id: string | undefined }
    | undefined;
  readonly failure: FailureFacts | undefined;
}

export const routeOf = (request: HttpRequest): string => request.routeOptions.url ?? 'none';

export function requestLine(request: HttpRequest, reply: FastifyReply, durationMs: number): RequestLine {
  const { caller, rejection, problemCode, failure } = request;
  return {
    request_id: request.id,
    method: request.method,
    route: routeOf(request),
    status: reply.statusCode,
    duration_ms: Math.round(durationMs * 1000) / 1000,
    aborted: reply.raw.writableFinished ? undefined : true,
    tenant_id: caller?.tenant.id,
    credential: caller?.credential.kind,
    credential_id: caller?.credential.id,
    code: problemCode,
    reason: reasonOf(request),
    tried: rejection && {
      credential: rejection.credentialKind,
      id: rejection.credentialId,
      tenant_id: rejection.tenantId,
    },
    failure: failure === undefined ? undefined : failureFacts(failure),
  };
}

/** Reasons are words of ours; what has another form is left out rather than trusted. */
function reasonOf({ rejection, problemReason }: HttpRequest): string | undefined {
  const reason = rejection?.reason ?? problemReason;
  return reason !== undefined && /^[\w :]{1,64}$/.test(reason) ? reason : undefined;
}
