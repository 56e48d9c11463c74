import { once } from "node:events";
import {
  type ConfigReport,
  type LoadConfigOptions,
  openConfiguredQueue,
  readConfig,
  type ServerConfig,
  serverHost,
} from "@revimg/adapters/config";
import { AccessKeys, serve, toHandlerOptions } from "@revimg/http";
import {
  configRequest,
  indexCommand,
  type OpenedIndex,
  openIndex,
} from "../../index-access/open-index.js";
import { requireSharedStores } from "../../index-access/require-shared-stores.js";
import { exitCodes } from "../../shared/exit-codes.js";
import { placeOfIndex } from "../../shared/place-of-index.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { formatPictures } from "../../terminal/format.js";
import { type ServedCollectionsOptions, servedCollections } from "./served-collections.js";
import { suggestedSearch } from "./suggested-search.js";

export interface ServeCommandOptions extends ServedCollectionsOptions {
  port: number;
  host: string;
  cors?: string[];
  read?: "open" | "key";
  metrics?: "open" | "key";
  linkSeconds?: number;
  redirectImages?: boolean;
  accessLog?: boolean;
  rateLimit?: number;
  trustProxy?: string[];
  allowHost?: string[];
  thoroughCopies?: "open" | "key" | "off";
  source?: string[];
  showFolders?: boolean;
  backups?: string;
  queueJobs?: boolean;
}

/**
 * `revimg serve`: runs until it is asked to stop, which is its normal end. Resolves
 * to the exit code.
 */
export async function serveIndex(options: ServeCommandOptions, context: Context): Promise<number> {
  const report = await readConfig(serverRequest(options, context));
  if (report.server.queueJobs) requireSharedStores(report);
  const index = await openIndex(options, context);
  try {
    await serveUntilStopped(index, options, report, context);
  } finally {
    await index.revimg.close();
  }
  if (options.json) printJson(context.stdout, { type: "stopped" });
  return exitCodes.finished;
}

async function serveUntilStopped(
  index: OpenedIndex,
  options: ServeCommandOptions,
  report: ConfigReport,
  context: Context,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const { revimg, dataDirectory } = index;
  const { count, model, stores } = await revimg.stats();
  if (signal.aborted) return;
  const collections = await servedCollections(options, index.collection, context);
  const { port, host: hostname, json } = options;
  await using queue = report.server.queueJobs ? await openConfiguredQueue(report) : null;
  const server = await serve({
    ...{ revimg, port, hostname },
    ...toHandlerOptions(report.server, (line) => printLines(stdout, [line])),
    ...serverHost(report),
    ...(queue && { queue }),
    ...(collections && { collections }),
  });
  const key = report.server.read === "key" ? await firstKey(new AccessKeys(revimg.settings)) : null;
  if (json) {
    const made = key === null ? {} : { key };
    printJson(stdout, { type: "listening", url: server.url, count, model: model.id, ...made });
  } else {
    const place = placeOfIndex(stores, dataDirectory);
    stdout.write(
      `Serving ${formatPictures(count)} from ${place} at ${server.url} (Ctrl-C stops it)\n`,
    );
    stdout.write(`Try it: ${suggestedSearch(server.url, report.server.read)}\n`);
  }
  if (key !== null && !json) {
    stderr.write(
      `There was no key yet. This one is for an admin, and is shown this once:\n  ${key}\n`,
    );
  }
  if (count === 0) {
    stderr.write(
      `The index is empty. To fill it, send pictures to ${server.url}/images with a key, or stop this server and run: ${indexCommand(index)}\n`,
    );
  }
  try {
    if (!signal.aborted) await once(signal, "abort");
    if (!json) stderr.write("Stopping after the requests under way. Ctrl-C again quits at once.\n");
  } finally {
    await server.close();
  }
}

/** What the command line says; the configuration says the rest. */
function serverRequest(options: ServeCommandOptions, context: Context): LoadConfigOptions {
  const { explicit, optionNames, ...request } = configRequest(options, context);
  const { read, metrics, linkSeconds, redirectImages, cors, rateLimit } = options;
  const { trustProxy, allowHost, accessLog, thoroughCopies, source, showFolders } = options;
  const server: ServerConfig = {
    ...{ read, metrics, linkSeconds, redirectImages, cors, rateLimit, trustProxy },
    ...{ hosts: allowHost, accessLog, thoroughCopies, sources: source, showFolders },
    ...{ backups: options.backups, queueJobs: options.queueJobs },
  };
  const names = Object.keys(server).map((key) => [`server.${key}`, optionNameOf(key)]);
  const serverNames = Object.fromEntries(names) as Record<string, string>;
  return {
    ...{ ...request, explicit: { ...explicit, server } },
    optionNames: { ...optionNames, ...serverNames },
  };
}

function optionNameOf(key: string): string {
  if (key === "hosts") return "--allow-host";
  if (key === "sources") return "--source";
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Without a first key, nobody could make one while the server holds the index. */
async function firstKey(keys: AccessKeys): Promise<string | null> {
  if ((await keys.list()).length > 0) return null;
  return (await keys.add({ label: "first key", scopes: ["admin"] })).text;
}
