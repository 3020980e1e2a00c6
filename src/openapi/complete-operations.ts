import type { OpenAPIObject } from '@nestjs/swagger';
import type { EndpointDeclaration } from '../access/endpoint.js';
import { securityOf } from './operation-security.js';
import { codesOf, problemAnswers } from './problem-answers.js';
import { convertSchema } from './standard-schemas.js';
import { describeTags, isPage, tagOf, textTypeOf } from './tags.js';

interface Operation {
  operationId: string;
  parameters?: object[];
  requestBody?: { content: Record<string, object> };
  responses: Record<string, object>;
}

interface Components {
  readonly responses: Record<string, object>;
  readonly schemas: Record<string, object>;
}

/** Adds to each operation what its declaration implies: tag, callers, answers, and every error it may answer. */
export function completeOperations(
  document: OpenAPIObject,
  declarations: ReadonlyMap<string, EndpointDeclaration>,
): OpenAPIObject {
  const components: Components = { responses: {}, schemas: { ...document.components?.schemas } };
  const usedTags = new Set<string>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, value] of Object.entries(item)) {
      const operation = value as Operation;
      const declaration = declarations.get(withoutVariant(operation.operationId));
      if (declaration === undefined)
        throw new Error(`The operation ${operation.operationId} declares nothing.`);
      usedTags.add(tagOf(path));
      complete(operation, { path, method, declaration }, components);
    }
  }
  document.tags = describeTags(usedTags);
  document.components = { ...document.components, ...(components as object) };
  return document;
}

/** A handler of several paths or methods declares the same for all; its operations are told apart by an ending. */
const withoutVariant = (operationId: string): string =>
  operationId.replace(/(\[\d+\]|_(?:get|post|put|delete|patch|options|head|search|query))$/, '');

interface Place {
  readonly path: string;
  readonly method: string;
  readonly declaration: EndpointDeclaration;
}

function complete(operation: Operation, { path, method, declaration }: Place, components: Components): void {
  const { callers } = declaration;
  const own = operation.parameters ?? [];
  const { requestBody } = operation;
  const shape = { method, hasBody: requestBody !== undefined, hasParameters: own.length > 0 };
  const problems = problemAnswers(codesOf(declaration, shape), isPage(path));
  Object.assign(components.responses, problems.components);
  if (requestBody !== undefined && isPage(path)) {
    const body = requestBody.content['application/json'] ?? {};
    requestBody.content = {
      'application/x-www-form-urlencoded': body,
      ...(answersJson(declaration) && { 'application/json': body }),
    };
  }
  Object.assign(operation, {
    tags: [tagOf(path)],
    summary: declaration.summary,
    ...(declaration.description && { description: declaration.description }),
    parameters: [...own, ...commonParameters(path, method, callers)],
    responses: { ...problems.responses, ...successes(path, declaration, components) },
    'x-callers': callers === 'public' ? ['public'] : [...callers],
    security: securityOf(declaration),
  });
}

/** Pages that programs use too have a schema of what these are answered. */
const answersJson = ({ answers }: EndpointDeclaration): boolean =>
  Object.values(answers).some(({ schema }) => schema !== undefined);

function successes(path: string, { answers, callers }: EndpointDeclaration, components: Components): object {
  const headers = {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    ...(callers !== 'public' && { 'Timekit-TestMode': { $ref: '#/components/headers/TestMode' } }),
  };
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema }]) => {
      const content =
        schema === undefined ? textContent(path, status) : schemaContent(path, schema, components);
      return [status, { description, headers, ...(content && { content }) }];
    }),
  );
}

function textContent(path: string, status: string): object | undefined {
  const type = status === '200' ? textTypeOf(path) : undefined;
  return type === undefined ? undefined : { [type]: { schema: { type: 'string' } } };
}

function schemaContent(path: string, schema: unknown, components: Components): object | undefined {
  const converted = convertSchema(schema, { schemaType: 'output' });
  if (converted === undefined) return undefined;
  Object.assign(components.schemas, converted.components);
  const { schema: answer } = converted;
  if (isPage(path))
    return { 'application/json': { schema: answer }, 'text/html': { schema: { type: 'string' } } };
  return { [textTypeOf(path) ?? 'application/json']: { schema: answer } };
}

function commonParameters(
  path: string,
  method: string,
  callers: EndpointDeclaration['callers'],
): { $ref: string }[] {
  if (callers === 'public' || !path.startsWith('/v2/')) return [];
  const changes = method === 'post' || method === 'put';
  return [
    { $ref: '#/components/parameters/TimeZone' },
    ...(changes ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ];
}
