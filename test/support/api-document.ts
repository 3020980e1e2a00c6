/** A JSON Schema as the OpenAPI document has it; only what requests use. */
export interface ApiSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly ApiSchema[];
  readonly properties?: Readonly<Record<string, ApiSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: ApiSchema | boolean;
  readonly items?: ApiSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: ApiSchema;
}

interface ApiResponse {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

export interface ApiDocument {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly operationId: string;
            readonly 'x-callers': readonly string[];
            readonly parameters?: readonly (ApiParameter | { readonly $ref: string })[];
            readonly requestBody?: {
              readonly content: Readonly<Record<string, { readonly schema: ApiSchema }>>;
            };
            readonly responses: Readonly<Record<string, ApiResponse>>;
          }
        >
      >
    >
  >;
}

/** What a client of one operation may send, and what it is told of the answers. */
export interface ApiOperation {
  readonly id: string;
  readonly method: string;
  /** With `{name}` for what a client puts in. */
  readonly path: string;
  readonly callers: readonly string[];
  readonly parameters: readonly ApiParameter[];
  /** Schema of a JSON body, null where the operation takes none. */
  readonly body: ApiSchema | null;
  readonly statuses: readonly number[];
}

/** The operations of the document that a running server shows, with references followed. */
export const operationsOf = (document: ApiDocument): ApiOperation[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const content = operation.requestBody?.content ?? {};
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        callers: operation['x-callers'],
        parameters: (operation.parameters ?? []).map(
          (parameter) => followed(document, parameter) as ApiParameter,
        ),
        body: (content['application/json'] ?? Object.values(content)[0])?.schema ?? null,
        statuses: Object.keys(operation.responses).map(Number),
      };
    }),
  );

/** The JSON pointer to the schema of an answer, null where the document has none for it. */
export function answerSchema(
  document: ApiDocument,
  { path, method }: Pick<ApiOperation, 'path' | 'method'>,
  { status, type }: { readonly status: number; readonly type: string },
): string | null {
  const place = ['paths', path, method.toLowerCase(), 'responses', String(status)];
  const response = document.paths[path]?.[method.toLowerCase()]?.responses[status];
  if (response === undefined) return null;
  const at = response.$ref === undefined ? place : response.$ref.slice(2).split('/');
  const found = followed(document, response) as ApiResponse;
  if (found.content?.[type]?.schema === undefined) return null;
  const pointer = [...at, 'content', type, 'schema'];
  return pointer.map((key) => encodeURIComponent(key.replace(/~/g, '~0').replace(/\//g, '~1'))).join('/');
}

/** What stands here, or where the reference leads. */
function followed(document: ApiDocument, value: object): unknown {
  const { $ref: reference } = value as { readonly $ref?: string };
  if (reference === undefined) return value;
  const keys = reference.slice(2).split('/');
  return keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document);
}
