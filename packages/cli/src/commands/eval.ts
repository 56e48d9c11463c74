import type { Command } from "commander";
import { addCommonOptions, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { EvalCommandOptions } from "./eval/options.js";

const details = `
The folder has one subfolder for each class, with its pictures anywhere below.
Each picture is the query once, and is left out of its own results. The right
results are the other pictures of its class.

  precision@k   share of the first k results that are right
  recall@k      share of the right results that are among the first k
  mAP           precision at the place of each right result, averaged

With --edited, each picture is also cropped, recompressed, written over and so
on. The copy must find its original first.

The pictures are put into a temporary index on the configured stores, which is
removed at the end. With --use-index, your own index answers instead. It must
hold the pictures; everything else in it is a distractor.

Examples:
  revimg eval ./classes
  revimg eval ./classes --html report.html
  revimg eval ./photos --edited --queries 100 --distractors ./other-photos
  revimg eval ./classes --model mini --compare-model clip-vit-b32
  revimg eval ./classes --compare-config ./postgres.config.ts
  revimg eval ./photos --edited --use-index --data ./my-index

Exit codes: 0 done, 3 done without the pictures that could not be read (each is
listed), 130 stopped by Ctrl-C.`;

export function addEvalCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("eval")
    .usage("<folder> [options]")
    .summary("measure how well a search does on a folder")
    .description("Measure how well a search does on a folder of classes, or with edited copies.")
    .argument("<folder>", "a folder with one subfolder for each class")
    .option("--edited", "also look for the originals of edited copies")
    .option("--distractors <folder>", "folder of other pictures, as wrong answers")
    .option(
      "--queries <number>",
      "how many pictures to use as queries, at random (default: all)",
      wholeNumber(1, 10_000_000),
    )
    .option(
      "--seed <number>",
      "draws other pictures and makes other edits",
      wholeNumber(0, 1_000_000),
      1,
    )
    .option("--model <name>", "model of the temporary index (default: $REVIMG_MODEL or auto)")
    .option("--compare-model <name>", "the same with another model, side by side")
    .option("--compare-config <file>", "the same with another configuration, side by side")
    .option("--use-index", "use your own index instead of a temporary one")
    .option("--html <file>", "write the report as one HTML page, with curves and the worst cases");
  addCommonOptions(command, "print the report as JSON")
    .addHelpText("after", details)
    .action(async (folder: string, options: EvalCommandOptions) => {
      const { evaluateFolder } = await import("./eval/evaluate-folder.js");
      finish(await evaluateFolder(folder, options, context));
    });
}
