import { type Revimg, RevimgError, type SearchQuery } from "@revimg/core";
import { Hono } from "hono";
import { FormFiles } from "./form-files.js";
import { AccessKeys } from "./guard/access-keys.js";
import { type Access, createGuard } from "./guard/guard.js";
import { answerKeyList, answerNewKey, answerRevokedKey } from "./guard/key-routes.js";
import { answerImage, unknownImage } from "./image-route.js";
import { answerImageList, answerImageRecord } from "./images-route.js";
import { jsonResponse } from "./json-response.js";
import type { Connection } from "./operations/client.js";
import { FairTurns, type SearchLimits } from "./operations/fair-turns.js";
import { type OperatedApp, type OperationOptions, operate } from "./operations/operate.js";
import { clientName, type RequestContext } from "./operations/request-facts.js";
import { createProblem, problemResponse, retryHeaders, toProblem } from "./problem.js";
import { isJson, readJsonSearch } from "./read-json-search.js";
import { readSearch, searchOptions } from "./read-search.js";
import { readUpload } from "./read-upload.js";
import { readParameters } from "./url-parameters.js";
import { type HealthResponse, toSearchResponse } from "./wire.js";

export interface HandlerOptions extends OperationOptions {
  /** What may be had without a key. Default: reading is open, and all else needs a key. */
  access?: Access;
  /**
   * Where the handler is mounted, such as `"/api"`. It is removed from the paths of
   * requests, and put before the paths in answers. Default `""`.
   */
  basePath?: string;
  /** Most bytes of all pictures in one upload. Default 25 MiB. */
  maxUploadBytes?: number;
  /**
   * Called for every failure of the server itself (status 500 and above). The answer
   * has the same `instance` and `request_id`. Default: writes one line to standard error.
   */
  onError?: (error: unknown, context: ErrorContext) => void;
  /** How many searches run and wait. Clients take turns. */
  searches?: SearchLimits;
}

/** The request that failed. */
export interface ErrorContext {
  instance: string;
  request: Request;
  requestId: string;
}

/**
 * Answers one request; never rejects. Aborting `request.signal` stops the search behind
 * it. `connection` says where the request came from; limits and the access log need it.
 */
export type Handler = (request: Request, connection?: Connection) => Promise<Response>;

const defaultMaxUploadBytes = 25 * 1024 * 1024;
/** The status that servers log for a client that has gone. Nobody receives it. */
const clientClosedRequest = 499;

/**
 * The HTTP interface of an index as one function: `POST /search`, `GET /images`,
 * `GET /images/{id}`, `GET /image/{id}`, `GET /health`, `/health/live` and `/health/ready`. Errors are RFC 9457 problem
 * documents. The caller closes the index.
 */
export function createHandler(revimg: Revimg, options: HandlerOptions = {}): Handler {
  const basePath = readBasePath(options.basePath ?? "");
  const maxUploadBytes = options.maxUploadBytes ?? defaultMaxUploadBytes;
  const onError = options.onError ?? writeError;
  if (!Number.isSafeInteger(maxUploadBytes) || maxUploadBytes < 1) {
    throw new RevimgError("invalid_config", "maxUploadBytes must be a whole number of at least 1.");
  }

  const guard = createGuard(options.access);
  const turns = new FairTurns(options.searches);
  const keys = new AccessKeys(revimg.settings);
  const root: OperatedApp = new Hono({ strict: false });
  operate(root, options, { basePath, keys });
  const app = root.basePath(basePath || "/");
  app.get("/", () =>
    jsonResponse({
      service: "revimg",
      links: {
        search: `${basePath}/search`,
        images: `${basePath}/images`,
        health: `${basePath}/health`,
      },
    }),
  );
  app.post("/search", guard("read"), async (context) => {
    const request = context.req.raw;
    const encoding = request.headers.get("content-encoding")?.trim().toLowerCase();
    if (encoding && encoding !== "identity") return compressedProblem(encoding);
    const query = isJson(request)
      ? await readJsonSearch(request)
      : await readPostedSearch(request, maxUploadBytes);
    const { signal } = request;
    // Not before the body is here: a slow one must not keep a place.
    const result = await turns.run(clientName(context), signal, (deadlineMs) =>
      revimg.search(query, { signal, deadlineMs }),
    );
    return jsonResponse(toSearchResponse(result, basePath));
  });
  app.get("/image/:id", guard("read"), ({ req }) => answerImage(revimg, req.param("id"), req.raw));
  app.get("/images", guard("read"), ({ req }) => answerImageList(revimg, req.raw, basePath));
  app.get("/images/:id", guard("read"), async ({ req }) => {
    const id = req.param("id");
    return (await answerImageRecord(revimg, id, req.raw, basePath)) ?? unknownImage(id);
  });
  app.get("/health", guard("read"), async ({ req: { raw: request } }) => {
    const { model, count, stores } = await revimg.stats({ signal: request.signal });
    const { id, dimension } = model;
    const health: HealthResponse = { status: "ok", model: { id, dimension }, count, stores };
    return jsonResponse(health);
  });
  app.get("/health/live", () => jsonResponse({ status: "ok" }));
  app.get("/health/ready", async ({ req: { raw: request } }) => {
    await revimg.stats({ signal: request.signal });
    return jsonResponse({ status: "ok" });
  });

  app.get("/keys", guard("admin"), ({ req }) => answerKeyList(keys, req.raw));
  app.post("/keys", guard("admin"), ({ req }) => answerNewKey(keys, req.raw));
  app.delete("/keys/:id", guard("admin"), ({ req }) =>
    answerRevokedKey(keys, req.param("id"), req.raw),
  );

  app.all("/keys", methodProblem("GET, HEAD, POST"));
  app.all("/keys/:id", methodProblem("DELETE"));
  app.all("/search", methodProblem("POST"));
  app.all("/image/:id", methodProblem("GET, HEAD"));
  app.all("/images/:id?", methodProblem("GET, HEAD"));
  app.all("/", methodProblem("GET, HEAD"));
  app.all("/health/:probe{live|ready}?", methodProblem("GET, HEAD"));
  app.notFound(() =>
    problemResponse(
      createProblem(
        "not_found",
        `There is nothing at this address. There are POST ${basePath}/search, GET ${basePath}/images, GET ${basePath}/image/{id} and GET ${basePath}/health.`,
      ),
    ),
  );
  app.onError((error, context) => answerError(error, context, onError));
  return async (request, connection = {}) => app.fetch(request, connection);
}

async function readPostedSearch(request: Request, maxBytes: number): Promise<SearchQuery> {
  const parameters = readParameters(request, searchOptions);
  const { files, fields } = await readUpload(request, maxBytes);
  return readSearch(parameters, fields, new FormFiles(files));
}

function answerError(
  error: unknown,
  context: RequestContext,
  onError: NonNullable<HandlerOptions["onError"]>,
): Response {
  const request = context.req.raw;
  if (request.signal.aborted) return new Response(null, { status: clientClosedRequest });
  const problem = toProblem(error);
  const { instance } = problem;
  if (instance !== undefined) {
    onError(error, { instance, request, requestId: context.get("requestId") });
  }
  return problemResponse(problem, retryHeaders(error));
}

function methodProblem(allow: string): () => Response {
  const problem = createProblem("unsupported", `This address answers ${allow} only.`, 405);
  return () => problemResponse(problem, { allow });
}

function compressedProblem(encoding: string): Response {
  const detail = `A body with Content-Encoding ${JSON.stringify(encoding.slice(0, 40))} is not read here. Send it as it is, without that header; pictures are compressed already.`;
  return problemResponse(createProblem("unsupported", detail), { "accept-encoding": "identity" });
}

function readBasePath(value: string): string {
  const path = value.replace(/\/+$/, "");
  if (path === "" || /^(\/[A-Za-z0-9._~-]+)+$/.test(path)) return path;
  throw new RevimgError(
    "invalid_config",
    `basePath must be a path such as "/api"; it is ${JSON.stringify(value)}.`,
  );
}

function writeError(error: unknown, { instance, request }: ErrorContext) {
  const { pathname } = new URL(request.url);
  console.error(`revimg: ${request.method} ${pathname} failed (${instance}):`, error);
}
