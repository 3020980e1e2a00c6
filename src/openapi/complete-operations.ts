import type { OpenAPIObject } from '@nestjs/swagger';
import type { EndpointDeclaration } from '../access/endpoint.js';
import { codesOf, problemAnswers } from './problem-answers.js';
import { describeTags, tagOf } from './tags.js';

interface Operation {
  operationId: string;
  tags?: string[];
  parameters?: { in?: string; name?: string; $ref?: string }[];
  requestBody?: object;
  responses: Record<string, { headers?: object; $ref?: string }>;
}

/** Adds to each operation what its declaration implies: tag, callers, common headers, and every error it may answer. */
export function completeOperations(
  document: OpenAPIObject,
  declarations: ReadonlyMap<string, EndpointDeclaration>,
): OpenAPIObject {
  const responses: Record<string, object> = {};
  const usedTags = new Set<string>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, value] of Object.entries(item)) {
      const operation = value as Operation;
      const declaration = declarations.get(operation.operationId);
      // A handler of several paths or methods has `[n]` behind its name: it declares the same.
      const declared =
        declaration ?? declarations.get(operation.operationId.replace(/\[\d+\]$|_[a-z]+$/, ''));
      if (declared === undefined) throw new Error(`The operation ${operation.operationId} declares nothing.`);
      usedTags.add(tagOf(path));
      Object.assign(responses, complete(operation, { path, method, declaration: declared }));
    }
  }
  document.tags = describeTags(usedTags);
  document.components = { ...document.components, responses: responses as never };
  return document;
}

interface Place {
  readonly path: string;
  readonly method: string;
  readonly declaration: EndpointDeclaration;
}

function complete(operation: Operation, { path, method, declaration }: Place): Record<string, object> {
  const { callers } = declaration;
  const own = operation.parameters ?? [];
  const problems = problemAnswers(
    codesOf(declaration, {
      method,
      hasBody: operation.requestBody !== undefined,
      hasParameters: own.length > 0,
    }),
  );
  for (const answer of Object.values(operation.responses))
    answer.headers = { ...successHeaders(callers), ...answer.headers };
  Object.assign(operation, {
    tags: [tagOf(path)],
    parameters: [...own, ...commonParameters(path, method, callers)],
    responses: { ...problems.responses, ...operation.responses },
    'x-callers': callers === 'public' ? ['public'] : [...callers],
    ...(callers === 'public' && { security: [] }),
  });
  return problems.components;
}

const successHeaders = (callers: EndpointDeclaration['callers']) => ({
  'X-Request-Id': { $ref: '#/components/headers/RequestId' },
  ...(callers !== 'public' && { 'Timekit-TestMode': { $ref: '#/components/headers/TestMode' } }),
});

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
