import type { Command } from "commander";
import { addCommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { CompareCommandOptions } from "./compare/compare-files.js";

const details = `
Answers what was done to the first picture, as the second shows it. No index is
needed. A picture that shows next to nothing, such as a clear sky, is too plain
to tell. The similarity is that of a model, and decides nothing here.

Examples:
  revimg compare ./original.jpg ./found.jpg
  curl -s https://example.com/found.jpg | revimg compare ./original.jpg -
  revimg compare ./original.jpg ./found.jpg > /dev/null && echo the same
  revimg compare ./original.jpg ./found.jpg --json | jq .evidence.transform

Exit codes: 0 the same picture (exact or edited), 1 different pictures, 4 too
plain to tell, 2 wrong usage, 10 to 29 an error.`;

export function addCompareCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("compare")
    .usage("<original> <copy> [options]")
    .summary("tell whether two pictures are the same, and what was changed")
    .description("Tell whether two pictures are the same picture, and what was done to it.")
    .argument("<original>", "a file, or - to read it from the standard input")
    .argument("<copy>", "another file, or -")
    .option("--model <name>", "the model that the similarity is of (default: mini)");
  addCommonOptions(command, "print the answer as JSON")
    .addHelpText("after", details)
    .action(async (original: string, copy: string, options: CompareCommandOptions) => {
      const { compareFiles } = await import("./compare/compare-files.js");
      finish(await compareFiles(original, copy, options, context));
    });
}
