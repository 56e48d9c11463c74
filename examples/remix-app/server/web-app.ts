import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import { createClientReader, type ReadClient } from "@revimg/http";
import { Hono, type MiddlewareHandler } from "hono";
import { compress } from "hono/compress";
import { secureHeaders } from "hono/secure-headers";
import type { AppContext } from "../app/lib/app-context";
import { guardPages } from "./admin/guard-pages";
import { guardHosts } from "./guard-hosts";
import { privateModelFolder } from "./private-model";
import { type Probes, probes } from "./probes";
import type { RequestConnection, ServerContext } from "./server-context";

/** The bundle of this server lies in `build/`, beside the two halves of the Remix build. */
const clientDirectory = fileURLToPath(new URL("./client", import.meta.url));
const remixBuild = "./server/index.js";
/** Two years, as the preload list of browsers asks at least one. */
const strictTransport = "max-age=63072000";

export interface WebAppOptions extends Probes {
  /** Addresses and networks of the proxies in front; only they are believed. */
  trustProxy?: readonly string[] | undefined;
  /** The only host names to answer under. Default: every one. */
  hosts?: readonly string[] | undefined;
}

type Handle = (request: Request, connection: RequestConnection) => Response | Promise<Response>;

/** Static files, probes of a balancer, then Remix. Throws `invalid_config` for a wrong `trustProxy`. */
export async function createWebApp(
  context: ServerContext,
  { trustProxy, hosts, isStopping }: WebAppOptions,
): Promise<Handle> {
  const build = (await import(remixBuild)) as ServerBuild;
  const handle = createRequestHandler(build, "production");
  const app = new Hono<{ Bindings: RequestConnection }>();
  const readClient = createClientReader(trustProxy);
  app.use(guardHosts(hosts, readClient));
  app.use(strictTransportSecurity(readClient));
  app.use(
    secureHeaders({
      referrerPolicy: "same-origin",
      xFrameOptions: "DENY",
      permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
      // Only an answer that came by TLS may ask for TLS; pictures may be shown elsewhere.
      strictTransportSecurity: false,
      crossOriginResourcePolicy: false,
    }),
  );
  app.route("/health", probes(context, { isStopping }));
  // The build lays a Brotli and a gzip file beside each text.
  const files = serveStatic({ root: clientDirectory, precompressed: true });
  // The names of assets carry a hash of what is in them.
  app.use("/assets/*", kept("public, max-age=31536000, immutable"), compress(), files);
  app.use("/favicon.svg", kept("public, max-age=3600"), files);
  const rewriteRequestPath = (path: string) => path.replace(/^\/model/, "");
  const model = serveStatic({ root: privateModelFolder, rewriteRequestPath });
  app.use("/model/*", kept("public, max-age=3600"), compress(), model);
  const pages = compress();
  // The API compresses by itself.
  app.use((c, next) => (/^(\/admin)?\/api\//.test(c.req.path) ? next() : pages(c, next)));
  app.use(guardPages);
  app.all("*", ({ req, env }) => {
    const api: AppContext["api"] = (request) => context.api(request, env);
    return handle(req.raw, { ...context, api, client: readClient(req.raw, env) });
  });
  return (request, connection) => app.fetch(request, connection);
}

/** How long a file that was found may be kept; answers of other kinds stay as they are. */
function kept(cacheControl: string): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (context.res.ok) context.header("cache-control", cacheControl);
  };
}

/** A browser that came by TLS comes by TLS from then on (RFC 6797). */
function strictTransportSecurity(
  readClient: ReadClient,
): MiddlewareHandler<{ Bindings: RequestConnection }> {
  return async (context, next) => {
    await next();
    if (readClient(context.req.raw, context.env).protocol !== "https") return;
    context.header("strict-transport-security", strictTransport);
  };
}
