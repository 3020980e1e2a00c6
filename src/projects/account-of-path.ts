import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest, RawRequest } from '../http/request.js';

/** The slug in `/v2/accounts/{slug}/…` for routes that no credential leads to a tenant; null where the path names none. */
export const AccountOfPath = createParamDecorator((_: unknown, context: ExecutionContext): string | null => {
  const { raw } = context.switchToHttp().getRequest<HttpRequest>();
  return (raw as RawRequest).countersignAccount ?? null;
});
