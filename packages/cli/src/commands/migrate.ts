import type { Command } from "commander";
import { addCommonOptions, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { MigrateCommandOptions } from "./transfer/migrate-index.js";

const details = `
Copies rows, vectors, pictures and thumbnails as they are. Nothing is embedded
again. The source (this configuration, --data, --collection) is only read.

The target has its own configuration file. The options --to-... replace settings
of that file; the environment does not count for it. The target must be empty,
or a copy that an earlier run began. The same command continues that copy. When
the copy is complete, it copies what has changed since.

At the end both sides are counted, and searched for some of the stored vectors.
Pictures that are left in their files keep their paths; those files are not
copied.

Examples:
  revimg migrate --to ./postgres.config.ts
  revimg migrate --data ./old --to-data ./new
  revimg migrate --to-metadata postgres://me@db/pictures --to-data ./new

Exit code 3: the two sides differ, or the source lacked something.`;

export function addMigrateCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("migrate")
    .usage("--to <config> [options]")
    .summary("copy the index to other stores, without embedding again")
    .description("Copy the index to other stores, without embedding again.");
  addTargetOptions(command).option(
    "--sample <count>",
    "stored vectors to search for on both sides",
    wholeNumber(0, 1000),
    20,
  );
  addCommonOptions(command, "print problems and the result as JSON, one a line")
    .addHelpText("after", details)
    .action(async (options: MigrateCommandOptions) => {
      const { migrateIndex } = await import("./transfer/migrate-index.js");
      finish(await migrateIndex(options, context));
    });
}

function addTargetOptions(command: Command): Command {
  return command
    .option("--to <config>", "configuration file of the target")
    .option("--to-data <folder>", "folder of the target's embedded stores")
    .option("--to-collection <name>", "set of pictures there (default: as here)")
    .option("--to-vectors <url>", "store of the target's vectors")
    .option("--to-metadata <url>", "store of the target's rows")
    .option("--to-blobs <url>", "store of the target's pictures");
}
