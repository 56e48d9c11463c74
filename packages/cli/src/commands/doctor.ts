import { type Command, Option } from "commander";
import { addCommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { DoctorCommandOptions } from "./doctor/examine-stores.js";

const details = `
Tests the configured stores with the conformance kit: dozens of small promises
each, from the order of results to an abort of a running call. It works in its
own spaces, collections and keys, and removes them. Your pictures are not
touched. Embedded stores are tested in a temporary folder. The command takes
about a minute.

Where a queue is set, it is looked at too: whether its server answers, the
version of its tables, shards that were given up or whose worker is silent, and
whether a worker was seen lately.

Examples:
  revimg doctor
  revimg doctor --part metadata
  revimg doctor --part queue
  REVIMG_BLOBS=s3://pictures revimg doctor --part blobs --json

With --json, each promise is a line, kept or broken, and the last line is a
summary. Exit code 20: a promise was broken; 3: the queue needs somebody. If a
store can't be used at all, the exit code is that of its own error.`;

export function addDoctorCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("doctor")
    .usage("[options]")
    .summary("test whether the configured stores keep their promises")
    .description("Test whether the configured stores keep the promises that revimg relies on.")
    .addOption(
      new Option("--part <part>", "test only this store, or look at the queue").choices([
        "vectors",
        "metadata",
        "blobs",
        "queue",
      ]),
    );
  addCommonOptions(command, "print each promise as JSON, one a line")
    .addHelpText("after", details)
    .action(async (options: DoctorCommandOptions) => {
      const { examineStores } = await import("./doctor/examine-stores.js");
      finish(await examineStores(options, context));
    });
}
