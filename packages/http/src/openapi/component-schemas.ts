import { z } from "zod";

/** A JSON schema, as JSON. */
export type JsonSchema = Record<string, unknown>;

/**
 * Turns zod schemas into JSON schemas of OpenAPI 3.1. Those with an id are kept once, in
 * `components`, and referred to.
 */
export class ComponentSchemas {
  readonly components: Record<string, JsonSchema> = {};

  /** What a request may hold. Unknown names are refused. */
  ofRequest(schema: z.ZodType): JsonSchema {
    return this.#convert(schema);
  }

  /** What an answer holds. A later version may add members, so clients must allow for more. */
  ofAnswer(schema: z.ZodType): JsonSchema {
    return this.#convert(schema, true);
  }

  #convert(schema: z.ZodType, open = false): JsonSchema {
    const whole = z.toJSONSchema(z.strictObject({ schema }), { target: "draft-2020-12" });
    const { $defs = {}, properties } = refer(whole, open) as {
      $defs?: Record<string, JsonSchema>;
      properties: { schema: JsonSchema };
    };
    for (const [id, component] of Object.entries($defs)) {
      const { id: _, ...rest } = component;
      this.components[id] ??= rest;
    }
    return properties.schema;
  }
}

/** The same with references into `components`, and without limits that say nothing. */
function refer(value: unknown, open: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => refer(each, open));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (name === "$ref")
      return [[name, String(inner).replace("#/$defs/", "#/components/schemas/")]];
    if (open && name === "additionalProperties" && inner === false) return [];
    if (Math.abs(inner as number) === Number.MAX_SAFE_INTEGER) return [];
    // The pattern of a date says no more than its format, in 300 characters.
    if (name === "pattern" && "format" in value) return [];
    return [[name, refer(inner, open)]];
  });
  return Object.fromEntries(entries);
}
