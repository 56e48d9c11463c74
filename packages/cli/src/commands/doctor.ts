import { type Command, Option } from "commander";
import { addCommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { DoctorCommandOptions } from "./doctor/examine-stores.js";

const details = `
Puts the stores of the configuration through the conformance kit: dozens of
small promises each, from the order of results to an abort in flight. It works
in spaces, collections and keys of its own and removes them; your pictures are
not touched. Embedded stores are tried in a temporary folder. All this takes a
minute or so.

Examples:
  revimg doctor
  revimg doctor --part metadata
  REVIMG_BLOBS=s3://pictures revimg doctor --part blobs --json

With --json, each promise is a line, kept or broken, and the last line sums up.
Exit code 20 says that one was broken. A store that can't be used at all ends it
with the code of its own error.`;

export function addDoctorCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("doctor")
    .usage("[options]")
    .summary("try whether the configured stores keep their promises")
    .description("Try whether the configured stores keep the promises that revimg relies on.")
    .addOption(
      new Option("--part <part>", "try this store only").choices(["vectors", "metadata", "blobs"]),
    );
  addCommonOptions(command, "print each promise as JSON, one a line")
    .addHelpText("after", details)
    .action(async (options: DoctorCommandOptions) => {
      const { examineStores } = await import("./doctor/examine-stores.js");
      finish(await examineStores(options, context));
    });
}
