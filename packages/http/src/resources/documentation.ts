import { z } from "zod";
import { jsonResponse } from "../json-response.js";
import { createDocument } from "../openapi/document.js";
import type { OpenApiDocument } from "../openapi/document-types.js";
import { pageResponse } from "../openapi/page.js";
import type { Route, RouteContext } from "../routes/route.js";

/**
 * The routes that describe all routes: themselves and `others`.
 */
export function documentationRoutes(others: readonly Route[]): readonly Route[] {
  const common = { method: "GET", group: "Server", scope: null, problems: [] } as const;
  const openApi: Route = {
    ...common,
    ...{ path: "/openapi.json", name: "openApi", summary: "This interface as OpenAPI 3.1" },
    answers: [
      {
        ...{ status: 200, description: "The document." },
        schema: z.looseObject({ openapi: z.literal("3.1.0") }),
      },
    ],
    answer: (context) => jsonResponse(documentOf(context)),
  };
  const docs: Route = {
    ...common,
    ...{ path: "/docs", name: "docs", summary: "This interface as a page to read" },
    answers: [{ status: 200, description: "The page.", mediaType: "text/html" }],
    answer: (context) => pageResponse(documentOf(context)),
  };
  // A document takes some milliseconds to make, and is the same for every request.
  const documents = new Map<string, OpenApiDocument>();
  const documentOf = ({ basePath, hasCollections }: RouteContext) => {
    const key = `${hasCollections} ${basePath}`;
    const document = documents.get(key) ?? createDocument(all, { basePath, hasCollections });
    documents.set(key, document);
    return document;
  };
  const all: readonly Route[] = [...others, openApi, docs];
  return [openApi, docs];
}
