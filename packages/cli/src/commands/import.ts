import type { Command } from "commander";
import type { Context } from "../context.js";
import { addCommonOptions, type CommonOptions, wholeNumber } from "../options.js";

export interface ImportCommandOptions extends CommonOptions {
  sample: number;
}

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
      const { importFromFolder } = await import("../actions/import-index.js");
      finish(await importFromFolder(folder, options, context));
    });
}
