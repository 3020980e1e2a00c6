import type { EndpointDeclaration } from '../access/endpoint.js';
import { errorCatalogue, type ErrorCode } from '../common/error-catalogue.js';
import { Problem, type ProblemOptions } from '../common/problem.js';
import { problemBody } from '../http/problem-body.js';

/** What every error answers (RFC 9457 and the members that Timekit's clients read). */
export const problemSchema = {
  type: 'object',
  description: 'An error as RFC 9457 describes it.',
  required: ['type', 'title', 'status', 'detail', 'code', 'request_id', 'error'],
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Leads to the explanation of the code.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What is wrong with this request.' },
    code: { type: 'string', enum: Object.keys(errorCatalogue), description: 'Stable; never renamed.' },
    request_id: { type: 'string', description: 'The same as in the header `X-Request-Id`.' },
    error: { type: 'string', description: 'The text of `detail`, for clients written for Timekit.' },
    errors: {
      type: 'object',
      description: 'On 422: what is wrong, by field.',
      additionalProperties: { type: 'array', items: { type: 'string' } },
    },
    model: { type: 'string', description: 'On 404: what is missing.' },
    attached_devices: {
      type: 'array',
      description:
        'On `device_limit_exceeded`: the user’s devices, as `GET /v2/access/user/{user}/attached_devices` shows them.',
      items: { type: 'object', required: ['id'] },
    },
    device_limit: {
      type: 'integer',
      description: 'On `device_limit_exceeded`: the limit that held for the call.',
    },
  },
} as const;

/** What an operation can be sent, as far as its errors depend on it. */
export interface OperationShape {
  readonly method: string;
  readonly hasBody: boolean;
  readonly hasParameters: boolean;
}

/** Every code that an operation may answer: its own, and those that come with how it is called. */
export function codesOf({ callers, errors = [] }: EndpointDeclaration, shape: OperationShape): ErrorCode[] {
  const codes = new Set<ErrorCode>(errors);
  const add = (...more: ErrorCode[]) => more.forEach((code) => codes.add(code));
  add(
    'request_malformed',
    'parameter_repeated',
    'not_found',
    'rate_limited',
    'internal_error',
    'database_unavailable',
  );
  if (callers !== 'public') {
    add('credential_ambiguous', 'credential_missing', 'token_malformed', 'token_expired', 'token_not_active');
    // A token of a user is proven before its kind is compared with the route, so every route may find its keys away, or too many before it.
    add('token_rejected', 'forbidden', 'origin_not_allowed', 'keys_unavailable', 'verification_busy');
  }
  if (callers.includes('minted')) add('outside_audience', 'query_pinned');
  if (shape.hasParameters || shape.hasBody) add('validation_failed');
  if (shape.hasBody) add('content_too_large', 'media_type_unsupported');
  if (callers !== 'public' && (shape.method === 'post' || shape.method === 'put')) {
    add('idempotency_conflict', 'content_too_large', 'media_type_unsupported', 'validation_failed');
  }
  return (Object.keys(errorCatalogue) as ErrorCode[]).filter((code) => codes.has(code));
}

/** Codes by status: the responses of an operation, as names of shared components, and those components. Pages tell their errors in HTML unless JSON is asked for. */
export function problemAnswers(
  codes: readonly ErrorCode[],
  asPage: boolean,
): {
  readonly responses: Record<string, { $ref: string }>;
  readonly components: Record<string, object>;
} {
  const responses: Record<string, { $ref: string }> = {};
  const components: Record<string, object> = {};
  const statuses = new Set(codes.map((code) => errorCatalogue[code].status));
  for (const status of statuses) {
    const group = codes.filter((code) => errorCatalogue[code].status === status);
    const name = `${asPage ? 'page.' : ''}${group.join('.')}`;
    responses[status] = { $ref: `#/components/responses/${name}` };
    components[name] = describeProblem(status, group, asPage);
  }
  return { responses, components };
}

function describeProblem(status: number, codes: readonly ErrorCode[], asPage: boolean): object {
  return {
    description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].title}.`).join(' '),
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/RequestId' },
      ...(status === 401 && { 'WWW-Authenticate': { $ref: '#/components/headers/Challenge' } }),
      ...((status === 429 || status === 503) && {
        'Retry-After': { $ref: '#/components/headers/RetryAfter' },
      }),
    },
    content: {
      ...(asPage && { 'text/html': { schema: { type: 'string' } } }),
      ...problemContent(status, codes),
    },
  };
}

const problemContent = (status: number, codes: readonly ErrorCode[]): object => ({
  'application/problem+json': {
    schema: {
      allOf: [{ $ref: '#/components/schemas/Problem' }],
      properties: { status: { const: status }, code: { enum: codes } },
      ...(status === 404 && { required: ['model'] }),
      ...(status === 422 && { required: ['errors'] }),
    },
    examples: Object.fromEntries(codes.map((code) => [code, exampleOf(code)])),
  },
});

const options: Partial<Record<ErrorCode, ProblemOptions>> = {
  not_found: { model: 'User' },
  device_limit_exceeded: {
    members: {
      attached_devices: [{ id: '01936d3a-7c1e-7b52-9a4e-5c3f0a9d1b77', user: 'u-1837', status: 'attached' }],
      device_limit: 1,
    },
  },
  validation_failed: { errors: { limit: ['must be a whole number from 1 to 1000'] } },
};

const exampleOf = (code: ErrorCode) => ({
  summary: errorCatalogue[code].title,
  value: problemBody(new Problem(code, options[code]), 'b7a1d0c4e2f9-1z'),
});
