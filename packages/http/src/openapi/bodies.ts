import type { BodyContent } from "../routes/route.js";
import type { ComponentSchemas, JsonSchema } from "./component-schemas.js";
import { fieldSchema } from "./parameters.js";

interface MediaType {
  schema?: JsonSchema;
  encoding?: Record<string, { contentType: string }>;
}

/** The bodies that a route takes, by media type. */
export function bodyOf(
  body: Readonly<Record<string, BodyContent>>,
  schemas: ComponentSchemas,
): Record<string, MediaType> {
  return Object.fromEntries(
    Object.entries(body).map(([type, content]) => [type, mediaTypeOf(content, schemas)]),
  );
}

function mediaTypeOf(content: BodyContent, schemas: ComponentSchemas): MediaType {
  if (content.schema) return { schema: schemas.ofRequest(content.schema) };
  if (!content.fields && !content.files) return {};
  const files = Object.entries(content.files ?? {}).map(([name, file]): [string, JsonSchema] => {
    const bytes = { type: "string", format: "binary" };
    const { description, several } = file;
    return [
      name,
      several ? { type: "array", items: bytes, description } : { ...bytes, description },
    ];
  });
  const fields = Object.entries(content.fields ?? {});
  const required = Object.entries(content.files ?? {}).flatMap(([name, file]) =>
    file.required ? [name] : [],
  );
  const asJson = fields.filter(([, field]) => field.isJson);
  const encoding = asJson.map(([name]) => [name, { contentType: "application/json" }]);
  return {
    schema: {
      type: "object",
      properties: {
        ...Object.fromEntries(files),
        ...Object.fromEntries(
          fields.map(([name, field]) => {
            const { description } = field;
            return [name, { ...fieldSchema(field, schemas), description }];
          }),
        ),
      },
      ...(required.length > 0 && { required }),
    },
    ...(encoding.length > 0 && { encoding: Object.fromEntries(encoding) }),
  };
}
