import { type Revimg, RevimgError } from "@revimg/core";
import { Hono } from "hono";
import { type CollectionOptions, readCollectionOptions } from "./collections/collection-options.js";
import { serveCollections } from "./collections/serve-collections.js";
import type { ServedIndex } from "./collections/served-index.js";
import { withCollection } from "./collections/with-collection.js";
import { AccessKeys } from "./guard/access-keys.js";
import { type Access, createGuard, createLinks } from "./guard/guard.js";
import { checkSources, type HostOptions } from "./host-options.js";
import { plainResponse } from "./in-memory-response.js";
import { JobRunner } from "./jobs/job-runner.js";
import { type Connection, takesInMemory } from "./operations/client.js";
import { FairTurns, type SearchLimits } from "./operations/fair-turns.js";
import { createMetrics } from "./operations/metrics.js";
import { type OperatedApp, type OperationOptions, operate } from "./operations/operate.js";
import type { RequestContext, RequestMiddleware } from "./operations/request-facts.js";
import { type ThoroughLimits, ThoroughTurns } from "./operations/thorough-turns.js";
import { createProblem, newInstance, problemResponse, retryHeaders, toProblem } from "./problem.js";
import { mountRoutes } from "./routes/mount-routes.js";
import { collectionRoutes, routeTable } from "./routes/route-table.js";
import { given } from "./search/query-part.js";
import { UploadFolder } from "./uploads/upload-folder.js";

export interface HandlerOptions extends OperationOptions, HostOptions {
  /** What may be had without a key. Default: reading is open, and all else needs a key. */
  access?: Access;
  /**
   * Where the handler is mounted, such as `"/api"`. It is removed from the paths of
   * requests, and put before the paths in answers. Default `""`.
   */
  basePath?: string;
  /** Most bytes of all pictures in one search, and of one picture that is added. Default 25 MiB. */
  maxUploadBytes?: number;
  /** Most bytes of uploaded pictures that wait to be indexed by jobs. Default 1 GiB. */
  maxJobBytes?: number;
  /** Where they lie meanwhile. Default: `revimg-uploads` in the system's temporary folder. */
  uploadDirectory?: string;
  /**
   * Called for every failure of the server itself: status 500 and above, but not
   * `overloaded`. The answer has the same `instance` and `request_id`. Default: writes
   * one line to standard error.
   */
  onError?: (error: unknown, context: ErrorContext) => void;
  /** How many searches run and wait. Clients take turns. */
  searches?: SearchLimits;
  /** Who may search with `copies: "thorough"`, and how many of these run and wait. */
  thoroughCopies?: ThoroughLimits;
  /**
   * Whether `GET /image/{id}` leads clients to the address that the blob store gives, such
   * as a presigned one of S3 or one at a CDN (302). Where the store gives none, the
   * server sends the bytes. Default false.
   */
  redirectImages?: boolean;
  /** Other indexes that the handler answers for, at `/c/{collection}/…`. Default: none. */
  collections?: CollectionOptions;
}

/** Where a failure happened. Without a request, it was in a job. */
export interface ErrorContext {
  instance: string;
  request?: Request;
  requestId?: string;
}

export interface Handler extends AsyncDisposable {
  /**
   * Answers one request; never rejects. Aborting `request.signal` stops the search behind
   * it. `connection` says where the request came from; limits and the access log need it.
   * It may also vouch for the request, which then needs no key.
   */
  (request: Request, connection?: Connection): Promise<Response>;
  /**
   * Stops the jobs that go on after their requests, removes their files, and closes the
   * collections. Call it before the index is closed. A second call does nothing.
   */
  close(): Promise<void>;
}

const defaultMaxUploadBytes = 25 * 1024 * 1024;
const defaultMaxJobBytes = 1024 * 1024 * 1024;
/** The status that servers log for a client that has gone. Nobody receives it. */
const clientClosedRequest = 499;

/**
 * The HTTP interface of an index as one function. `GET /openapi.json` lists its routes.
 * Errors are RFC 9457 problem documents. The caller closes the index.
 */
export function createHandler(revimg: Revimg, options: HandlerOptions = {}): Handler {
  const basePath = readBasePath(options.basePath ?? "");
  const { maxUploadBytes = defaultMaxUploadBytes, maxJobBytes = defaultMaxJobBytes } = options;
  const onError = options.onError ?? writeError;
  for (const [name, bytes] of Object.entries({ maxUploadBytes, maxJobBytes })) {
    if (Number.isSafeInteger(bytes) && bytes >= 1) continue;
    throw new RevimgError("invalid_config", `${name} must be a whole number of at least 1.`);
  }

  const links = createLinks(revimg.settings, options.access);
  const guard = createGuard(options.access, links);
  const turns = new FairTurns(options.searches);
  const thorough = new ThoroughTurns(options.thoroughCopies);
  const metrics = createMetrics(revimg, [turns, thorough]);
  const withoutRequest = (error: unknown) => onError(error, { instance: newInstance() });
  const settings = options.collections && readCollectionOptions(options.collections);
  const own: ServedIndex = {
    ...{ revimg, basePath, name: settings?.ownName ?? null, isOwn: true },
    keys: new AccessKeys(revimg.settings),
    jobs: new JobRunner(revimg, withoutRequest),
  };
  const root: OperatedApp = new Hono({ strict: false });
  operate(root, options, { own, metrics });
  const app = root.basePath(basePath || "/");
  const uploads = new UploadFolder({ directory: options.uploadDirectory, maxBytes: maxJobBytes });
  const hasCollections = settings !== undefined;
  const { redirectImages = false, sources, backUp, configuration, queue } = options;
  const host: HostOptions = given({ sources: checkSources(sources), backUp, configuration, queue });
  const shared = {
    ...{ maxUploadBytes, maxJobBytes, redirectImages },
    ...{ uploads, metrics, hasCollections, host },
  };
  const common = { guard, turns, thorough, shared, links };
  mountRoutes(app, routeTable, { ...common, choose: always(own) });
  const collections = settings && serveCollections(settings, { basePath, onError: withoutRequest });
  if (collections) {
    const isKeyed = options.access?.read === "key";
    const choose = withCollection({ collections, own, isKeyed, links });
    mountRoutes(app, collectionRoutes, { ...common, prefix: "/c/:collection", choose });
  }
  // What a crashed server left is only in the way, so a failure here waits for the next start.
  uploads.removeAbandoned().catch(() => {});
  app.notFound(() =>
    problemResponse(
      createProblem(
        "not_found",
        `There is nothing at this address. There are POST ${basePath}/search, GET ${basePath}/images, GET ${basePath}/image/{id} and GET ${basePath}/health; GET ${basePath}/docs lists all.`,
      ),
    ),
  );
  app.onError((error, context) => answerError(error, context, onError));
  const close = async () => {
    await own.jobs.close();
    await collections?.close();
    await uploads.close();
  };
  const handler = async (request: Request, connection: Connection = {}) => {
    const answer = await app.fetch(request, connection);
    return takesInMemory in connection ? answer : plainResponse(answer);
  };
  return Object.assign(handler, { close, [Symbol.asyncDispose]: close });
}

function always(index: ServedIndex): RequestMiddleware {
  return (context, next) => {
    context.set("index", index);
    return next();
  };
}

function answerError(
  error: unknown,
  context: RequestContext,
  onError: NonNullable<HandlerOptions["onError"]>,
): Response {
  const request = context.req.raw;
  if (request.signal.aborted) return new Response(null, { status: clientClosedRequest });
  const problem = toProblem(error);
  const { code, instance } = problem;
  // Metrics count these. A line each would fill the log when there is least room for it.
  if (instance !== undefined && code !== "overloaded") {
    onError(error, { instance, request, requestId: context.get("requestId") });
  }
  return problemResponse(problem, retryHeaders(error));
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
  const what = request ? `${request.method} ${new URL(request.url).pathname}` : "a job";
  console.error(`revimg: ${what} failed (${instance}):`, error);
}
