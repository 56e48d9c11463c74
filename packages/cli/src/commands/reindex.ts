import type { Command } from "commander";
import { addCommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { ReindexCommandOptions } from "./reindex/reindex-pictures.js";

const details = `
Embeds the pictures again, with another model, into vectors of their own beside
those in use. Searches go on meanwhile. At the end the index switches at once.
Ctrl-C stops; the same command goes on from there.

The vectors of the model before are kept until --drop-previous. --abandon gives
up a move that was begun. A picture whose original is gone needs --thumbnails:
its vector then comes from its thumbnail, and is a little less exact.

Examples:
  revimg models pull clip-vit-b32
  revimg reindex --model clip-vit-b32
  revimg reindex --drop-previous

Exit codes: 0 done, 3 some pictures can't be read, and the index stays with its
model. With --json, each step is a line.`;

export function addReindexCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("reindex")
    .usage("--model <model> [options]")
    .summary("move the index to another model")
    .description("Move the index to another model, while searches go on.")
    .option("--model <model>", "mini, clip-vit-b32, or the path of a manifest")
    .option("--dtype <type>", "number format of the model: fp32, fp16 or int8")
    .option("--thumbnails", "use thumbnails where originals are gone")
    .option("--drop-previous", "remove the vectors of models that the index had before")
    .option("--abandon", "give up a move that was begun");
  addCommonOptions(command, "print one JSON object per line")
    .addHelpText("after", details)
    .action(async (options: ReindexCommandOptions) => {
      const { reindexPictures } = await import("./reindex/reindex-pictures.js");
      finish(await reindexPictures(options, context));
    });
}
