import { once } from "node:events";
import { serve } from "@revimg/http";
import { indexCommand, type OpenedIndex, openIndex } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson } from "../../terminal/context.js";
import { formatPictures } from "../../terminal/format.js";

export interface ServeCommandOptions extends CommonOptions {
  port: number;
  host: string;
  cors?: string[];
}

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
  { port, host, cors, json }: ServeCommandOptions,
  { stdout, stderr, signal }: Context,
): Promise<void> {
  const { revimg, dataDirectory } = index;
  const { count, model } = await revimg.stats();
  if (signal.aborted) return;
  const server = await serve({
    ...{ revimg, port, hostname: host },
    ...(cors && { cors: cors.includes("*") ? "*" : cors }),
  });
  if (json) {
    printJson(stdout, { type: "listening", url: server.url, count, model: model.id });
  } else {
    stdout.write(
      `Serving ${formatPictures(count)} from ${dataDirectory} at ${server.url} (Ctrl-C stops it)\n`,
    );
    stdout.write(`Try it: curl -F image=@query.jpg ${server.url}/search\n`);
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
