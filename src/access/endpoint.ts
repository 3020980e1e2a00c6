import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { ErrorCode } from '../common/error-catalogue.js';
import type { CallerKind, Principal } from './principal.js';

export const ENDPOINT = 'countersign:endpoint';

/** What a route declares about itself. A route without one does not start (see auth/route-closure). */
export interface EndpointDeclaration {
  /** Which kinds of caller may come in; 'public' needs no credential. */
  readonly callers: readonly CallerKind[] | 'public';
  /** Clients may prove themselves by `?auth=` too, because an event stream of a browser takes no header. */
  readonly takesAuthQuery?: true;
  readonly summary: string;
  readonly description?: string;
  /** Status of success → what is answered. `schema` is the whole body. */
  readonly answers: Readonly<
    Record<number, { readonly description: string; readonly schema?: StandardSchemaV1 }>
  >;
  /** Errors particular to this route, beside those that every route may answer. */
  readonly errors?: readonly ErrorCode[];
}

/** Declares a route: its callers for the guard, its answers and errors for the OpenAPI document. */
export const Endpoint = (declaration: EndpointDeclaration): MethodDecorator =>
  SetMetadata(ENDPOINT, declaration);

/** The proven caller of the request; only on routes whose callers are not 'public'. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { caller } = context.switchToHttp().getRequest<{ caller?: Principal }>();
  if (caller === undefined) throw new Error('A route asked for the caller of a request that nothing proved.');
  return caller;
});
