import type { FastifyReply } from 'fastify';
import type { HttpRequest } from '../http/request.js';
import { failureFacts, type FailureFacts } from './failure-facts.js';

/** The one line of a request. Nothing in it is the client's own text, but a request id of harmless form. */
export interface RequestLine {
  readonly request_id: string;
  readonly method: string;
  /** Pattern of the route, `none` where no route matched; never the address, for tokens travel in it. */
  readonly route: string;
  readonly status: number;
  readonly duration_ms: number;
  /** The client went away before the answer was out. */
  readonly aborted?: true;
  readonly tenant_id?: string;
  readonly credential?: string;
  /** Id of the API key or JwtConfiguration that proved the caller. */
  readonly credential_id?: string;
  /** Code of the problem that was answered. */
  readonly code?: string;
  readonly reason?: string;
  /** What a refused credential was held against: nothing of it is proven. */
  readonly tried?: { readonly credential: string; readonly id?: string; readonly tenant_id?: string };
  readonly failure?: FailureFacts;
}

export const routeOf = (request: HttpRequest): string => request.routeOptions.url ?? 'none';

export function requestLine(request: HttpRequest, reply: FastifyReply, durationMs: number): RequestLine {
  const { caller, rejection, problemCode, failure } = request;
  const reason = reasonOf(request);
  return {
    request_id: request.id,
    method: request.method,
    route: routeOf(request),
    status: reply.statusCode,
    duration_ms: Math.round(durationMs * 1000) / 1000,
    ...(!reply.raw.writableFinished && { aborted: true as const }),
    ...(caller !== undefined && {
      tenant_id: caller.tenant.id,
      credential: caller.credential.kind,
      credential_id: caller.credential.id,
    }),
    ...(problemCode !== undefined && { code: problemCode }),
    ...(reason !== undefined && { reason }),
    ...(rejection !== undefined && {
      tried: {
        credential: rejection.credentialKind,
        ...(rejection.credentialId !== undefined && { id: rejection.credentialId }),
        ...(rejection.tenantId !== undefined && { tenant_id: rejection.tenantId }),
      },
    }),
    ...(failure !== undefined && { failure: failureFacts(failure) }),
  };
}

/** Reasons are words of ours; what has another form is left out rather than trusted. */
function reasonOf({ rejection, problemReason }: HttpRequest): string | undefined {
  const reason = rejection?.reason ?? problemReason;
  return reason !== undefined && /^[\w :]{1,64}$/.test(reason) ? reason : undefined;
}
