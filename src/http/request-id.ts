import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from './request.js';

/** The request's id, as its answer and its log lines name it. */
export const RequestId = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => context.switchToHttp().getRequest<HttpRequest>().id,
);
