// Serves the page, the model's files and the search. Of a picture that somebody
// searches with, this server sees 512 numbers.
import { once } from "node:events";
import { createServer } from "node:http";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { getRequestListener } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { createRevimg, RevimgError } from "@revimg/core";
import { createHandler } from "@revimg/http";
import { Hono } from "hono";

/** Where the command was given, also when pnpm has gone to this folder to run it. */
const here = process.env.INIT_CWD ?? process.cwd();
const { PORT: port = "4300", HOST: hostname = "127.0.0.1" } = process.env;

/** The model that the page loads. The index must be made with the same one. */
const model = "mini";
const corePackage = fileURLToPath(import.meta.resolve("@revimg/core/package.json"));
const modelFolder = join(corePackage, "../models", model);
const pageFolder = join(import.meta.dirname, "build");

const { positionals } = parseArgs({ allowPositionals: true });
const folders = positionals.map((folder) => resolve(here, folder));
if (folders.length === 0) {
  console.error(
    "Usage: pnpm --filter @revimg/example-browser-search start -- <folder with pictures>",
  );
  process.exit(2);
}

const revimg = await createRevimg({
  dataDirectory: resolve(here, process.env.REVIMG_DATA ?? "revimg-data"),
  model: process.env.REVIMG_MODEL ?? model,
});

const api = createHandler(revimg, { basePath: "/api" });
const app = new Hono();
app.use(async (context, next) => {
  await next();
  // Isolated from other sites, so that WebAssembly may use threads; and held to
  // this server, so that nothing on the page could send the picture elsewhere.
  context.header("cross-origin-opener-policy", "same-origin");
  context.header("cross-origin-embedder-policy", "require-corp");
  context.header("cross-origin-resource-policy", "same-origin");
  context.header("x-content-type-options", "nosniff");
  context.header("referrer-policy", "no-referrer");
  if (context.res.headers.has("content-security-policy")) return;
  context.header(
    "content-security-policy",
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob:; frame-ancestors 'none'",
  );
});
app.all("/api/*", ({ req }) => api(req.raw));
app.use("/model/*", files(modelFolder, "/model"));
app.use("*", files(pageFolder, ""));

const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
server.listen(Number(port), hostname);
await once(server, "listening");
const address = /** @type {import("node:net").AddressInfo} */ (server.address());
console.log(`Listening on http://localhost:${address.port}`);

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => stop.abort());

try {
  for await (const event of revimg.index(folders, { signal: stop.signal })) {
    if (event.type === "failed") console.error(`${event.name}: ${event.error.message}`);
  }
  const { count } = await revimg.stats();
  console.log(`Indexed: ${count} pictures can be found.`);
  await once(stop.signal, "abort");
} catch (error) {
  if (!stop.signal.aborted) {
    console.error(error instanceof RevimgError ? error.message : error);
    process.exitCode = 1;
  }
} finally {
  server.close();
  server.closeAllConnections();
  await revimg.close();
}

/**
 * @param {string} folder
 * @param {string} prefix What the files' addresses have before their names.
 */
function files(folder, prefix) {
  return serveStatic({
    root: relative(process.cwd(), folder),
    rewriteRequestPath: (path) => path.slice(prefix.length),
  });
}
