import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";

export interface PageServerOptions {
  /** Path, such as `/bundle/browser.js`, to bytes, or to a file that has them. May be changed later. */
  files: Map<string, Uint8Array | string>;
  /** Whether pages get the headers that threads need. Default true. */
  crossOriginIsolated?: boolean;
  /** Lets pages of other origins read the files. */
  allowOrigin?: string;
}

export interface PageServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:41234`; its `/` is an empty page. */
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: string[];
}

const types: Record<string, string> = {
  js: "text/javascript",
  mjs: "text/javascript",
  json: "application/json",
  wasm: "application/wasm",
};

/** An empty page, and files beside it, on loopback. */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const requests: string[] = [];
  const isolation = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  };
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://page").pathname);
    requests.push(path);
    const headers = {
      "content-type": types[/\w+$/.exec(path)?.[0] ?? ""] ?? "application/octet-stream",
      ...(options.crossOriginIsolated !== false && isolation),
      ...(options.allowOrigin && { "access-control-allow-origin": options.allowOrigin }),
    };
    const file = options.files.get(path);
    if (path === "/") {
      response.writeHead(200, { ...headers, "content-type": "text/html" });
      response.end('<!doctype html><link rel="icon" href="data:,"><title>Page</title>');
    } else if (file === undefined) {
      response.writeHead(404, headers).end();
    } else if (typeof file === "string") {
      response.writeHead(200, headers);
      await pipeline(createReadStream(file), response).catch(() => response.destroy());
    } else {
      response.writeHead(200, { ...headers, "content-length": file.byteLength }).end(file);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
