import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

interface Converted {
  readonly schema: JsonSchema;
  readonly components: Record<string, JsonSchema>;
}

/**
 * Makes JSON Schema (2020-12, the dialect of OpenAPI 3.1) of a zod schema; undefined for anything else. A schema with
 * `.meta({id})` becomes a named component; as part of a request its name ends in `Input`, because what may be sent
 * differs from what is answered (defaults, unknown members).
 */
export function convertSchema(
  schema: unknown,
  { schemaType }: { schemaType: 'input' | 'output' },
): Converted | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const converted = z.toJSONSchema(schema, { io: schemaType, unrepresentable: 'any' }) as JsonSchema;
  const { $defs, $schema: _, ...rest } = converted as JsonSchema & { $defs?: Record<string, JsonSchema> };
  const components = $defs ?? {};
  if (schemaType === 'output') return { schema: rest, components };
  return {
    schema: asInput(rest),
    components: Object.fromEntries(
      Object.entries(components).map(([name, definition]) => [`${name}Input`, asInput(definition)]),
    ),
  };
}

const asInput = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replace(/("\$ref":"#\/\$defs\/[^"]+)"/g, '$1Input"')) as JsonSchema;
