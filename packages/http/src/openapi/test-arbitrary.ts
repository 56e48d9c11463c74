import fc from "fast-check";
import type { JsonSchema } from "./component-schemas.js";

type Components = Readonly<Record<string, JsonSchema>>;

/** Values of any kind, where something else is expected. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom("", "null", "-1", "1e9", "\u0000", "../../etc/passwd", "a".repeat(5_000)),
);

/** Values that a JSON schema allows, and with a small chance in each place one that it does not. */
export function arbitraryOf(
  schema: JsonSchema,
  components: Components,
  depth = 0,
): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 14, arbitrary: allowed(schema, components, depth) },
    { weight: 1, arbitrary: anything },
  );
}

function allowed(schema: JsonSchema, components: Components, depth: number): fc.Arbitrary<unknown> {
  const { $ref, anyOf, oneOf, allOf, type } = schema;
  const inside = (part: JsonSchema) => arbitraryOf(part, components, depth + 1);
  if ($ref) return allowed(components[String($ref).split("/").at(-1)!]!, components, depth);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
  const choices = (anyOf ?? oneOf) as JsonSchema[] | undefined;
  if (choices) return fc.oneof(...choices.map(inside));
  if (allOf) return inside((allOf as JsonSchema[])[0]!);
  if (Array.isArray(type))
    return fc.oneof(...type.map((each) => inside({ ...schema, type: each })));
  switch (type) {
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "integer":
      return fc.integer(bounds(schema, 1_000));
    case "number":
      return fc.double({ ...bounds(schema, 10), noNaN: true });
    case "array": {
      const items = (schema.items as JsonSchema | undefined) ?? {};
      return fc.array(inside(items), { maxLength: depth > 3 ? 1 : 4 });
    }
    case "object":
      return objects(schema, inside, depth);
    case "string":
      return fc.oneof(
        fc.string({ minLength: Number(schema.minLength ?? 0), maxLength: 30 }),
        fc.constantFrom("drawing", "2024-05-01", "https://example.org/a.jpg", "Picture 1"),
      );
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

function objects(
  schema: JsonSchema,
  inside: (part: JsonSchema) => fc.Arbitrary<unknown>,
  depth: number,
): fc.Arbitrary<unknown> {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = (schema.required ?? []) as string[];
  const entries = Object.entries(properties).map(([name, part]) => [name, inside(part)] as const);
  const record = fc.record(Object.fromEntries(entries), { requiredKeys: required });
  if (depth > 3) return record;
  const unknown = fc.record({ surprise: anything }, { requiredKeys: ["surprise"] });
  return fc.oneof(
    { weight: 12, arbitrary: record },
    {
      weight: 1,
      arbitrary: fc.tuple(record, unknown).map(([one, other]) => ({ ...one, ...other })),
    },
  );
}

function bounds({ minimum, maximum, exclusiveMinimum }: JsonSchema, span: number) {
  const min = Number(minimum ?? exclusiveMinimum ?? -span);
  return { min, max: Math.min(Number(maximum ?? min + 2 * span), 2 ** 31) };
}
