import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export interface StaticExport extends AsyncDisposable {
  /** Where its files are served: another origin than the API's. */
  url: string;
}

const app = fileURLToPath(new URL("..", import.meta.url));
const vite = join(app, "node_modules/vite/bin/vite.js");
const types: Record<string, string> = {
  ...{ ".html": "text/html", ".js": "text/javascript", ".css": "text/css" },
  ...{ ".json": "application/json", ".svg": "image/svg+xml" },
};

/** Exports the search for an API, and serves the files as a CDN does: by name, by `.html`, or 404.html. */
export async function startStaticExport(api: string): Promise<StaticExport> {
  const folder = await mkdtemp(join(tmpdir(), "revimg-static-"));
  const words = ["build", "--mode", "static", "--config", "vite.static.config.ts"];
  const options = {
    cwd: app,
    env: { ...process.env, REVIMG_API: api, NODE_ENV: "production" as const },
  };
  await promisify(execFile)(process.execPath, [vite, ...words, "--outDir", folder], options);
  const server = createServer(async ({ url = "/" }, response) => {
    const path = new URL(url, "http://localhost").pathname;
    for (const name of [path === "/" ? "/index.html" : path, `${path}.html`, "/404.html"]) {
      const bytes = await readFile(join(folder, name)).catch(() => null);
      if (!bytes) continue;
      const type = types[extname(name)] ?? "application/octet-stream";
      response.writeHead(name === "/404.html" ? 404 : 200, { "content-type": type });
      return response.end(bytes);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
