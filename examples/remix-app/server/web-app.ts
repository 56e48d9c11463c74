import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import { Hono, type MiddlewareHandler } from "hono";
import { compress } from "hono/compress";
import { secureHeaders } from "hono/secure-headers";
import type { AppContext } from "../app/lib/app-context";

/** The bundle of this server lies in `build/`, beside the two halves of the Remix build. */
const clientDirectory = fileURLToPath(new URL("./client", import.meta.url));
const remixBuild = "./server/index.js";

/** Static files, then Remix. */
export async function createWebApp(
  context: AppContext,
): Promise<(request: Request) => Response | Promise<Response>> {
  const build = (await import(remixBuild)) as ServerBuild;
  const handle = createRequestHandler(build, "production");
  const app = new Hono();
  app.use(
    secureHeaders({
      referrerPolicy: "same-origin",
      xFrameOptions: "DENY",
      permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
      // Served over plain http on this machine, and pictures may be shown elsewhere.
      strictTransportSecurity: false,
      crossOriginResourcePolicy: false,
    }),
  );
  const files = serveStatic({ root: clientDirectory });
  // The names of assets carry a hash of what is in them.
  app.use("/assets/*", kept("public, max-age=31536000, immutable"), compress(), files);
  app.use("/favicon.svg", kept("public, max-age=3600"), files);
  app.all("*", ({ req }) => handle(req.raw, { ...context }));
  return (request) => app.fetch(request);
}

/** How long a file that was found may be kept; answers of other kinds stay as they are. */
function kept(cacheControl: string): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (context.res.ok) context.header("cache-control", cacheControl);
  };
}
