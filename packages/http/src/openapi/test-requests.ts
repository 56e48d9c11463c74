import fc from "fast-check";
import type { JsonSchema } from "./component-schemas.js";
import type { OpenApiDocument, OpenApiOperation } from "./document-types.js";
import { arbitraryOf } from "./test-arbitrary.js";

/** A request as data, so that a failing one can be printed. */
export interface TestRequest {
  operation: string;
  method: string;
  path: string;
  body?: { json: unknown } | { fields: [string, unknown][] };
}

/** What stands in a form for a picture: how its bytes are made. */
export type PictureKind = "whole" | "cut" | "noise" | "empty";

const pictureKinds: readonly PictureKind[] = ["whole", "whole", "whole", "cut", "noise", "empty"];

/** Any request that the document allows to write down, right or nearly right. */
export function requestArbitrary(
  { paths, components }: OpenApiDocument,
  ids: readonly string[],
): fc.Arbitrary<TestRequest> {
  const operations = Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    // It would fetch a model from the network.
    .filter(({ operation }) => operation.operationId !== "reindex");
  const { schemas } = components;
  const anyId = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...ids) },
    { weight: 1, arbitrary: fc.uuid() },
    // An empty name, or dots, would be another address.
    {
      weight: 1,
      arbitrary: fc.string({ minLength: 1, maxLength: 40 }).filter((id) => !/^\.+$/.test(id)),
    },
  );
  return fc.constantFrom(...operations).chain(({ path, method, operation }) =>
    fc
      .record({ id: anyId, query: queryOf(operation, schemas), body: bodyOf(operation, schemas) })
      .map(({ id, query, body }) => ({
        operation: operation.operationId,
        method: method.toUpperCase(),
        path: `${path.replace(/\{\w+\}/g, encodeURIComponent(id))}${query}`,
        ...(body && { body }),
      })),
  );
}

function queryOf({ parameters = [] }: OpenApiOperation, schemas: Record<string, JsonSchema>) {
  const values = parameters
    .filter((parameter) => parameter.in === "query")
    .map(({ name, schema, content }) => {
      const isJson = content !== undefined;
      const described = schema ?? content?.["application/json"]?.schema ?? {};
      return fc
        .option(arbitraryOf(described, schemas), { freq: 2 })
        .map((value) => (value === null ? [] : [[name, text(value, isJson)] as [string, string]]));
    });
  return fc.tuple(...values).map((pairs) => {
    const query = new URLSearchParams(pairs.flat()).toString();
    return query && `?${query}`;
  });
}

function bodyOf(
  { requestBody }: OpenApiOperation,
  schemas: Record<string, JsonSchema>,
): fc.Arbitrary<TestRequest["body"]> {
  if (!requestBody) return fc.constant(undefined);
  const bodies = Object.entries(requestBody.content).map(([type, { schema = {} }]) => {
    if (type === "application/json") {
      return arbitraryOf(schema, schemas).map((json) => ({ json }));
    }
    return fieldsOf(schema, schemas).map((fields) => ({ fields }));
  });
  return fc.oneof(...bodies);
}

function fieldsOf(schema: JsonSchema, schemas: Record<string, JsonSchema>) {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const fields = properties.map(([name, part]) => {
    const value = isFile(part) ? fc.constantFrom(...pictureKinds) : arbitraryOf(part, schemas);
    const wanted = fc.option(value, { freq: isFile(part) ? 8 : 1 });
    return wanted.map((value) => {
      const entry = isFile(part) ? { picture: value } : value;
      return value === null ? [] : [[name, entry] as [string, unknown]];
    });
  });
  return fc.tuple(...fields).map((entries) => entries.flat());
}

function isFile({ format, items }: JsonSchema): boolean {
  return format === "binary" || (items as JsonSchema | undefined)?.format === "binary";
}

export function text(value: unknown, isJson = typeof value === "object"): string {
  return isJson ? JSON.stringify(value) : String(value);
}
