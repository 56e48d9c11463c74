import { type Command, Option } from "commander";
import { addCommonOptions, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import { readPrune } from "./index.js";
import type { WatchCommandOptions } from "./watch/watch-pictures.js";

const details = `
The folders are indexed first. Then new, written, moved and deleted files are
followed: a moved file keeps its picture, and a deleted one leaves the index.
Where more than half of a folder's files are gone, nothing is removed, as the
disk may be missing; --prune=force removes them even then.

A change is indexed when nothing has changed for --quiet seconds, so a file that
is still being written is waited for. Every --rescan minutes the folders are
looked through, as networks and full queues of the system lose changes.

Ctrl-C finishes the pictures under way and stops.

Examples:
  revimg watch ./photos
  revimg watch ./photos /mnt/scans --quiet 10 --rescan 5
  revimg watch ./photos --json | jq -r 'select(.type == "added") | .name'

With --json, the lines are those of revimg index, and { "type": "watching" }
when all that was seen is in the index. Exit codes: 130 stopped by Ctrl-C, 143
stopped by SIGTERM.`;

export function addWatchCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("watch")
    .usage("<folder...> [options]")
    .summary("keep the index current with folders")
    .description("Index folders, and then what changes in them, until stopped.")
    .argument("<folder...>", "folders")
    .addOption(
      new Option("--originals <how>", "keep their paths, their bytes, or only thumbnails")
        .choices(["reference", "copy", "none"])
        .default("reference"),
    )
    .option("--quiet <seconds>", "without a change until it is indexed", wholeNumber(1, 600), 2)
    .option("--rescan <minutes>", "until the folders are looked through", wholeNumber(1, 1440), 60)
    .option("--prune [force]", "remove pictures even where most files are gone", readPrune)
    .option("--no-prune", "keep pictures whose files are gone")
    .option("--model <name>", "model of a new index (default: $REVIMG_MODEL or auto)");
  addCommonOptions(command, "print one JSON object per line")
    .addHelpText("after", details)
    .action(async (folders: string[], options: WatchCommandOptions) => {
      const { watchPictures } = await import("./watch/watch-pictures.js");
      finish(await watchPictures(folders, options, context));
    });
}
