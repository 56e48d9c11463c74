import type { IndexEvent, WatchEvent } from "@revimg/core";
import { openIndex } from "../../index-access/open-index.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { createProgressReporter, silentProgress } from "../../terminal/progress.js";
import { shortPath } from "../../terminal/short-path.js";
import { printable } from "../../terminal/terminal.js";
import { printEvent } from "../index/index-events.js";
import { isRefused, pruningLines } from "../index/pruning.js";
import { openSources } from "../index/sources.js";
import { runLine } from "./run-line.js";

export interface WatchCommandOptions extends CommonOptions {
  originals?: "copy" | "reference" | "none";
  prune?: boolean | "force";
  /** Seconds. */
  quiet: number;
  /** Minutes. */
  rescan: number;
  model?: string;
}

/** `revimg watch`: follows folders until it is stopped, and then rejects with the reason. */
export async function watchPictures(
  folders: readonly string[],
  { originals, prune = true, quiet, rescan, ...options }: WatchCommandOptions,
  context: Context,
): Promise<number> {
  const { signal, stdout, stderr, environment } = context;
  // A mistyped folder would otherwise be waited for.
  await openSources(folders, [], context);
  const progress = options.json ? silentProgress : createProgressReporter(stderr, environment);
  const sayStopping = () =>
    progress.note("Stopping after the pictures under way. Ctrl-C again quits at once.");
  signal.addEventListener("abort", sayStopping);
  try {
    const { revimg } = await openIndex(options, context);
    try {
      const times = { quietMs: quiet * 1000, rescanMs: rescan * 60_000 };
      const originalsOption = originals === undefined ? {} : { originals };
      let removed = 0;
      for await (const event of revimg.watch(folders, {
        ...{ signal, prune, ...times, ...originalsOption },
      })) {
        if (options.json) printWatchEvent(event);
        else if (event.type === "watching") progress.stop();
        else {
          progress.update(event.progress, event.type === "tagging" ? event : undefined);
          if (event.type === "started") removed = 0;
          if (event.type === "pruned") removed += event.removed;
          for (const line of linesOf(event, removed)) progress.note(line);
        }
      }
    } finally {
      await revimg.close();
    }
  } finally {
    signal.removeEventListener("abort", sayStopping);
    progress.stop();
  }
  throw signal.reason;

  function printWatchEvent(event: WatchEvent): void {
    if (event.type === "watching") printJson(stdout, event);
    else printEvent(stdout, event);
  }

  function linesOf(event: IndexEvent, removed: number): string[] {
    if (event.type === "failed" || event.type === "warning") {
      const word = event.type === "failed" ? "Not indexed" : "Warning";
      return [`${word}: ${printable(shortPath(event.name))}: ${printable(event.error.message)}`];
    }
    if (event.type === "pruning" && isRefused(event)) return pruningLines([event]);
    if (event.type !== "finished") return [];
    const line = runLine(event.progress, removed, new Date());
    if (line !== null) printLines(stdout, [line]);
    return [];
  }
}
