import { errorTable } from "@revimg/core";
import type { Answer, Route } from "../routes/route.js";
import { problemSchema } from "../schemas/problem.js";
import { bodyOf } from "./bodies.js";
import { ComponentSchemas } from "./component-schemas.js";
import type { OpenApiDocument, OpenApiOperation, OpenApiResponse } from "./document-types.js";
import { parametersOf } from "./parameters.js";

/** Version of the interface, not of the package: it changes when the interface does. */
const version = "1.0.0";

export interface DocumentOptions {
  /** Where the handler is mounted. */
  basePath: string;
  /** Whether most routes are also below `/c/{collection}`. */
  hasCollections?: boolean;
}

/** Describes routes as OpenAPI 3.1. */
export function createDocument(
  routes: readonly Route[],
  { basePath, hasCollections = false }: DocumentOptions,
): OpenApiDocument {
  const schemas = new ComponentSchemas();
  const paths: OpenApiDocument["paths"] = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path]![route.method.toLowerCase()] = operationOf(route, schemas);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "revimg",
      version,
      description: "Reverse image search: finds the indexed pictures that look like a picture.",
    },
    servers: [{ url: basePath || "/" }, ...(hasCollections ? [collectionServer(basePath)] : [])],
    tags: [...new Set(routes.map(({ group }) => group))].map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
    },
  };
}

function collectionServer(basePath: string) {
  const collection = { default: "default", description: "Name of a collection." };
  const description = "One of the other indexes. It has no probes, figures and documents.";
  return { url: `${basePath}/c/{collection}`, description, variables: { collection } };
}

function operationOf(route: Route, schemas: ComponentSchemas): OpenApiOperation {
  const parameters = parametersOf(route, schemas);
  return {
    operationId: route.name,
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    tags: [route.group],
    security: securityOf(route),
    ...(route.scope !== null && { "x-scope": route.scope }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: { required: true, content: bodyOf(route.body, schemas) } }),
    responses: {
      ...Object.fromEntries(
        route.answers.map((answer) => [answer.status, responseOf(answer, schemas)]),
      ),
      ...problemsOf(route, schemas),
    },
  };
}

/** Whether reading needs a key is for the server's owner to say. */
function securityOf({ scope }: Route): Record<string, never[]>[] {
  if (scope === null) return [];
  return scope === "read" ? [{}, { key: [] }] : [{ key: [] }];
}

function responseOf(answer: Answer, schemas: ComponentSchemas): OpenApiResponse {
  const { description, schema, mediaType = schema && "application/json", headers } = answer;
  const header = ([name, says]: [string, string]) => [
    name,
    { description: says, schema: { type: "string" } },
  ];
  return {
    description,
    ...(headers && { headers: Object.fromEntries(Object.entries(headers).map(header)) }),
    ...(mediaType && {
      content: { [mediaType]: schema ? { schema: schemas.ofAnswer(schema) } : {} },
    }),
  };
}

/** The problems of a route by their status. `default` stands for all others. */
function problemsOf(route: Route, schemas: ComponentSchemas): Record<string, OpenApiResponse> {
  const schema = schemas.ofAnswer(problemSchema);
  const content = { "application/problem+json": { schema } };
  const byStatus = new Map<number, string[]>();
  for (const code of [...route.problems, ...guardProblems(route)]) {
    const { status, meaning } = errorTable[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${meaning}`]);
  }
  const responses = [...byStatus].map(([status, codes]) => {
    return [String(status), { description: [...new Set(codes)].join(" "), content }] as const;
  });
  return {
    ...Object.fromEntries(responses),
    default: { description: "Any other problem.", content },
  };
}

function guardProblems({ scope }: Route) {
  return scope === null ? [] : (["unauthorized", "forbidden"] as const);
}
