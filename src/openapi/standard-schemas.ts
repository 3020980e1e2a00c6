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
  const converted = z.toJSONSchema(schema, {
    io: schemaType,
    unrepresentable: 'any',
    override,
  }) as JsonSchema;
  const { $defs, $schema: _, ...rest } = converted as JsonSchema & { $defs?: Record<string, JsonSchema> };
  const components = $defs ?? {};
  if (schemaType === 'output') return pointed({ schema: rest, components });
  const inputs = Object.entries(components).map(([name, definition]) => [`${name}Input`, definition]);
  return pointed(
    { schema: rest, components: Object.fromEntries(inputs) as Converted['components'] },
    'Input',
  );
}

/** What a format says already is not said again as a pattern: it would only be noise to readers. */
const override = ({ jsonSchema }: { jsonSchema: JsonSchema }): void => {
  if (jsonSchema['format'] !== undefined) delete jsonSchema['pattern'];
};

/** References as the document needs them. */
function pointed(converted: Converted, ending = ''): Converted {
  const text = JSON.stringify(converted);
  return JSON.parse(
    text.replace(/"\$ref":"#\/\$defs\/([^"]+)"/g, `"$ref":"#/components/schemas/$1${ending}"`),
  ) as Converted;
}
