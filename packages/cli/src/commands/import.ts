import type { Command } from "commander";
import { addCommonOptions, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { ImportCommandOptions } from "./transfer/import-index.js";

const details = `
Every file is compared with its SHA-256 first: a damaged folder is refused, with
what is damaged. The index (this configuration, --data, --collection) must be
empty, or a copy that an earlier import began: the same command goes on. Nothing
is embedded again. At the end rows and vectors are counted, and some of the
vectors searched for.

Examples:
  revimg import ./export --data ./new
  REVIMG_CONFIG=./postgres.config.ts revimg import ./export

Exit code 3 says that the sides differ, or that the folder lacked something.`;

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
