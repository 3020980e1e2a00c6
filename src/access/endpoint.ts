import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';
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
export function Endpoint(declaration: EndpointDeclaration): MethodDecorator {
  const answers = Object.entries(declaration.answers).map(([status, answer]) =>
    // The schema stays in the declaration, where openapi/ reads it: the decorator would keep a copy that is none any more.
    ApiResponse({ status: Number(status), description: answer.description }),
  );
  const security = securitySchemesOf(declaration).map((name) => ApiSecurity(name));
  return applyDecorators(
    SetMetadata(ENDPOINT, declaration),
    ApiOperation({
      summary: declaration.summary,
      ...(declaration.description && { description: declaration.description }),
    }),
    ...answers,
    ...security,
  );
}

const securitySchemesOf = ({ callers, takesAuthQuery }: EndpointDeclaration): string[] =>
  callers === 'public'
    ? []
    : [
        ...new Set(callers.flatMap((kind) => schemesOf[kind])),
        ...(takesAuthQuery ? ['securityTokenInQuery'] : []),
      ];

/** By which of the document's security schemes each kind proves itself. */
const schemesOf: Readonly<Record<CallerKind, readonly string[]>> = {
  app: ['apiKey', 'apiKeyBearer'],
  widget: ['apiKey'],
  user: ['userToken', 'userTokenInQuery'],
  customer: ['signedSearch'],
  action: ['actionLink'],
  device: ['securityToken'],
  minted: ['mintedToken', 'mintedTokenInQuery'],
};

/** The proven caller of the request; only on routes whose callers are not 'public'. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { caller } = context.switchToHttp().getRequest<{ caller?: Principal }>();
  if (caller === undefined) throw new Error('A route asked for the caller of a request that nothing proved.');
  return caller;
});
