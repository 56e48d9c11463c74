import type { Command } from "commander";
import { addCommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { VerifyCommandOptions } from "./verify/verify-index.js";

const details = `
Checks every row, vector, picture and thumbnail. Reports pictures that lack
something, and leftovers that belong to no picture. Nothing is changed without
--repair.

With --bytes, every stored picture is read and compared with what was indexed.
That finds bytes that a disk has lost or turned over, and takes as long as
reading all of them.

With --repair, a picture is made whole from its original. A picture that has
lost both its vector and its original is hidden from searches. Leftovers are
removed. Others may go on indexing into the same stores: what they are writing
just now is waited for.

Examples:
  revimg verify
  revimg verify --repair
  revimg verify --bytes
  revimg verify --json | jq -r 'select(.type == "problem") | .subject'

With --json, each problem is a line, and the last line is a summary. Exit code
3: there is something left to do.`;

export function addVerifyCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("verify")
    .usage("[options]")
    .summary("check that rows, vectors and pictures fit together")
    .description("Check that rows, vectors, pictures and thumbnails of the index fit together.")
    .option("--repair", "mend what is found")
    .option("--bytes", "read every stored picture, and compare its bytes");
  addCommonOptions(command, "print problems as JSON, one a line")
    .addHelpText("after", details)
    .action(async (options: VerifyCommandOptions) => {
      const { verifyIndex } = await import("./verify/verify-index.js");
      finish(await verifyIndex(options, context));
    });
}
