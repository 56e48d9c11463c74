import type { Route } from "../routes/route.js";
import type { Field } from "../schemas/field.js";
import type { ComponentSchemas, JsonSchema } from "./component-schemas.js";
import type { OpenApiParameter } from "./document-types.js";

/** The parameters of a route: those of its path, then those of the address. */
export function parametersOf(route: Route, schemas: ComponentSchemas): OpenApiParameter[] {
  const inPath = Object.entries(route.pathParameters ?? {}).map(
    ([name, { schema, description }]): OpenApiParameter => {
      return { name, in: "path", required: true, description, schema: schemas.ofRequest(schema) };
    },
  );
  const inQuery = Object.entries(route.parameters ?? {}).map(
    ([name, field]): OpenApiParameter => ({
      ...{ name, in: "query", required: false, description: field.description },
      ...(field.isJson
        ? { content: { "application/json": { schema: fieldSchema(field, schemas) } } }
        : { schema: fieldSchema(field, schemas) }),
    }),
  );
  return [...inPath, ...inQuery];
}

export function fieldSchema(field: Field, schemas: ComponentSchemas): JsonSchema {
  return schemas.ofRequest(field.documented ?? field.schema);
}
