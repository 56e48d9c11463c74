import type { Command } from "commander";
import { addCommonOptions, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { ImportCommandOptions } from "./transfer/import-index.js";

const details = `
First every file is compared with its SHA-256. A damaged folder is refused, and
the damaged files are named. The index (this configuration, --data,
--collection) must be empty, or an unfinished copy of the same folder, which is
then continued. Nothing is embedded again. At the end rows and vectors are
counted, and some of the vectors are searched for.

Examples:
  revimg import ./export --data ./new
  REVIMG_CONFIG=./postgres.config.ts revimg import ./export

Exit code 3: the two sides differ, or the folder lacked something.`;

export function addImportCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("import")
    .usage("<folder> [options]")
    .summary("fill an empty index from an exported folder")
    .description("Fill an empty index from a folder of revimg export.")
    .argument("<folder>", "folder of revimg export")
    .option("--sample <count>", "vectors to search for at the end", wholeNumber(0, 1000), 20);
  addCommonOptions(command, "print problems and the result as JSON, one a line")
    .addHelpText("after", details)
    .action(async (folder: string, options: ImportCommandOptions) => {
      const { importFromFolder } = await import("./transfer/import-index.js");
      finish(await importFromFolder(folder, options, context));
    });
}
