import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fault, HubRequest } from "./fault.js";
import { sendContent } from "./send-content.js";

export interface HubOptions {
  /** `owner/name`. */
  repository: string;
  revision: string;
  /** Path inside the repository to its bytes, or to a file that has them. */
  files: ReadonlyMap<string, Uint8Array | string>;
  /** What goes wrong with a request; nothing by default. */
  fault?: (request: HubRequest) => Fault | undefined;
  /** Port to listen on; a free one by default. */
  port?: number;
}

/** What was answered to one request. */
export interface HubRecord extends HubRequest {
  /** 0 where nothing was answered. */
  status: number;
  /** Bytes of the body that were handed to the system. */
  bytesServed: number;
}

export interface Hub extends AsyncDisposable {
  /** Such as `http://127.0.0.1:41234`: the `endpoint` of a client. */
  readonly url: string;
  /** Everything that was asked, in order. */
  readonly requests: readonly HubRecord[];
  /** Bytes of all contents served, or of one path. */
  bytesServed(path?: string): number;
  /** Ends all connections. */
  close(): Promise<void>;
}

interface StoredFile {
  path: string;
  bytes: Uint8Array;
  sha256: string;
}

/**
 * A model hub on loopback, of the Hugging Face hub's form. `GET
 * /<owner>/<name>/resolve/<revision>/<path>` sends on (302) to an address of
 * another path with a signature that is new each time, where the bytes are, with
 * a strong ETag and with ranges; small text files (`.json`, `.txt`) come at
 * once. `HEAD` works alike.
 */
export async function startHub(options: HubOptions): Promise<Hub> {
  const files = await loadFiles(options.files);
  const requests: HubRecord[] = [];
  const server = createServer((request, response) => {
    answer(options, files, requests, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    bytesServed: (path) =>
      requests
        .filter((request) => path === undefined || request.path === path)
        .reduce((sum, request) => sum + request.bytesServed, 0),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function loadFiles(files: HubOptions["files"]): Promise<StoredFile[]> {
  return Promise.all(
    [...files].map(async ([path, content]) => {
      const bytes = typeof content === "string" ? await readFile(content) : content;
      return { path, bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
    }),
  );
}

async function answer(
  { repository, revision, fault = () => undefined }: HubOptions,
  files: readonly StoredFile[],
  requests: HubRecord[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "GET", headers } = request;
  const address = decodeURIComponent(new URL(request.url ?? "/", "http://hub").pathname);
  const resolvePrefix = `/${repository}/resolve/${revision}/`;
  const stage = address.startsWith("/content/") ? "content" : "resolve";
  const file = files.find(({ path, sha256 }) =>
    stage === "content" ? address === `/content/${sha256}` : address === resolvePrefix + path,
  );
  const path = file?.path ?? address.replace(resolvePrefix, "");
  const isDirect = /\.(json|txt)$/.test(path);
  const seen = { stage, method, path, headers } as const;
  // A file that comes at once is content all the same.
  const record: HubRecord = {
    ...{ ...seen, stage: isDirect ? "content" : stage, number: 0, status: 0, bytesServed: 0 },
  };
  record.number = requests.filter((other) => isAlike(other, record)).length;
  requests.push(record);
  response.on("close", () => {
    if (response.headersSent) record.status = response.statusCode;
  });
  if (!file) {
    response.writeHead(404).end("Entry not found");
    return;
  }
  const wrong = fault(record);
  if (wrong?.kind === "status") {
    response.writeHead(wrong.status, wrong.headers).end();
  } else if (stage === "resolve" && !isDirect) {
    if (wrong?.kind === "hang") return;
    const signature = `${requests.length}-${Math.random().toString(36).slice(2)}`;
    response
      .writeHead(302, {
        location: `http://${headers.host}/content/${file.sha256}?signature=${signature}`,
        "x-linked-etag": `"${file.sha256}"`,
        "x-linked-size": file.bytes.length,
        "x-repo-commit": revision,
      })
      .end();
  } else {
    await sendContent(request, response, file, wrong, (bytes) => {
      record.bytesServed += bytes;
    });
  }
}

function isAlike(a: HubRequest, b: HubRequest): boolean {
  return a.path === b.path && a.stage === b.stage && a.method === b.method;
}
