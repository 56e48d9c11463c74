import { once } from "node:events";
import { AccessKeys, type ServeOptions, serve } from "@revimg/http";
import { indexCommand, type OpenedIndex, openIndex } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson } from "../../terminal/context.js";
import { formatPictures } from "../../terminal/format.js";
import { type ServedCollectionsOptions, servedCollections } from "./served-collections.js";

export interface ServeCommandOptions extends ServedCollectionsOptions {
  port: number;
  host: string;
  cors?: string[];
  read: "open" | "key";
  metrics: "open" | "key";
  linkSeconds?: number;
  redirectImages?: boolean;
  accessLog?: boolean;
  rateLimit?: number;
  trustProxy?: string[];
  allowHost?: string[];
}

/** No page of another origin can ask under these. */
const localNames = ["localhost", "127.0.0.1", "[::1]"];

/**
 * `revimg serve`: runs until it is asked to stop, which is its normal end. Resolves
 * to the exit code.
 */
export async function serveIndex(options: ServeCommandOptions, context: Context): Promise<number> {
  const index = await openIndex(options, context);
  try {
    await serveUntilStopped(index, options, context);
  } finally {
    await index.revimg.close();
  }
  if (options.json) printJson(context.stdout, { type: "stopped" });
  return exitCodes.finished;
}

async function serveUntilStopped(
  index: OpenedIndex,
  options: ServeCommandOptions,
  context: Context,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const { json } = options;
  const { revimg, dataDirectory } = index;
  const { count, model } = await revimg.stats();
  if (signal.aborted) return;
  const collections = await servedCollections(options, index.collection, context);
  const server = await serve({
    ...{ revimg, ...toServeOptions(options, context) },
    ...(collections && { collections }),
  });
  const key = options.read === "key" ? await firstKey(new AccessKeys(revimg.settings)) : null;
  if (json) {
    const made = key === null ? {} : { key };
    printJson(stdout, { type: "listening", url: server.url, count, model: model.id, ...made });
  } else {
    stdout.write(
      `Serving ${formatPictures(count)} from ${dataDirectory} at ${server.url} (Ctrl-C stops it)\n`,
    );
    stdout.write(`Try it: curl -F image=@query.jpg ${server.url}/search\n`);
  }
  if (key !== null && !json) {
    stderr.write(
      `There was no key yet. This one is for an admin, and is shown this once:\n  ${key}\n`,
    );
  }
  if (count === 0) {
    stderr.write(
      `The index is empty. To fill it, stop this server and run: ${indexCommand(index)}\n`,
    );
  }
  try {
    if (!signal.aborted) await once(signal, "abort");
    if (!json) stderr.write("Stopping after the requests under way. Ctrl-C again quits at once.\n");
  } finally {
    await server.close();
  }
}

function toServeOptions(
  options: ServeCommandOptions,
  { stdout }: Context,
): Omit<ServeOptions, "revimg"> {
  const { port, host, cors, read, metrics, linkSeconds, redirectImages } = options;
  const { accessLog, rateLimit, trustProxy, allowHost } = options;
  const access = { read, metrics, ...(linkSeconds !== undefined && { linkSeconds }) };
  return {
    ...{ port, hostname: host, access },
    ...(redirectImages && { redirectImages }),
    ...(cors && { cors: cors.includes("*") ? "*" : cors }),
    ...(accessLog && { log: (entry) => printJson(stdout, { type: "request", ...entry }) }),
    ...(rateLimit !== undefined && { rateLimit: { requests: rateLimit } }),
    ...(trustProxy && { trustProxy }),
    ...(allowHost && { hosts: [...allowHost, ...localNames] }),
  };
}

/** Without a first key, nobody could make one while the server holds the index. */
async function firstKey(keys: AccessKeys): Promise<string | null> {
  if ((await keys.list()).length > 0) return null;
  return (await keys.add({ label: "first key", scopes: ["admin"] })).text;
}
