import { errorCatalogue } from '../common/error-catalogue.js';
import type { Problem } from '../common/problem.js';

/** Served by this server, so that an error explains itself without the Internet. */
const documentation = '/docs/errors#';

/** RFC 9457 members, and those that clients written for Timekit read: `error`, `errors` on 422, `model` on 404. */
export function problemBody(problem: Problem, requestId: string): Record<string, unknown> {
  const { title, status } = errorCatalogue[problem.code];
  const { detail, errors, model, members } = problem.options;
  const text =
    detail ?? (errors && describe(errors)) ?? (model === undefined ? `${title}.` : `${model} not found.`);
  return {
    type: `${documentation}${problem.code}`,
    title,
    status,
    detail: text,
    code: problem.code,
    request_id: requestId,
    error: text,
    ...(errors && { errors }),
    ...(status === 404 && { model: model ?? 'Route' }),
    ...members,
  };
}

/** The same headers for every refused credential, whatever the reason. */
export function problemHeaders(problem: Problem): Record<string, string> {
  const { status } = problem;
  const { retryAfterSeconds } = problem.options;
  return {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer error="invalid_token"' }),
    ...(retryAfterSeconds !== undefined && {
      'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))),
    }),
  };
}

function describe(errors: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(errors)
    .map(([field, texts]) => `${field}: ${texts.join(', ')}`)
    .join('; ');
}
