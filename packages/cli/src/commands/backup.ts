import type { Command } from "commander";
import { addCommonOptions, type CommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";

const details = `
Copies the database and the pictures beside it, as they are at one moment. The
index may be in use: if a server has it open, the server makes the copy.
Searches go on meanwhile. The same command continues a copy that was stopped.

Examples:
  revimg backup ./backups/2026-11-27
  revimg search ./query.jpg --data ./backups/2026-11-27

To restore, use the copy as --data, or replace the data folder with it.`;

export function addBackupCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("backup")
    .usage("<folder> [options]")
    .summary("copy the embedded index while it is in use")
    .description("Copy the embedded index, also while it is in use.")
    .argument("<folder>", "new folder; the copy is an index to name with --data");
  addCommonOptions(command, "print the result as JSON")
    .addHelpText("after", details)
    .action(async (folder: string, options: CommonOptions) => {
      const { backUpIndex } = await import("./transfer/back-up-index.js");
      finish(await backUpIndex(folder, options, context));
    });
}
