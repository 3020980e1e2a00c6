import { HttpException } from '@nestjs/common';
import type { ErrorCode } from '../common/error-catalogue.js';
import { Problem } from '../common/problem.js';

const byFastifyCode: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'content_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request_malformed',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request_malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request_malformed',
  FST_ERR_BAD_URL: 'request_malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
};

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'request_malformed',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_found',
  408: 'request_timeout',
  413: 'content_too_large',
  414: 'uri_too_long',
  415: 'media_type_unsupported',
  503: 'shutting_down',
};

/** What the framework throws at clients, in our terms; null for what is no client's fault. */
export function readFrameworkError(error: unknown): Problem | null {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  const known =
    (typeof code === 'string' && byFastifyCode[code]) ||
    (typeof status === 'number' && byStatus[status]) ||
    undefined;
  // What no route answers says the same as a path of another tenant's account.
  if (known === 'not_found') return new Problem(known, { model: 'Route', cause: error });
  if (known !== undefined) return new Problem(known, { cause: error });
  return typeof status === 'number' && status >= 400 && status < 500
    ? new Problem('request_malformed', { cause: error })
    : null;
}
