import type { Command } from "commander";
import { addCommonOptions, type CommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";

const details = `
The folder holds:

  rows.jsonl     the rows, one a line
  vectors.npy    the vectors for NumPy, in the order of the rows; a row without
                 a vector has zeros
  index.json     the model's name
  SHA256SUMS     the SHA-256 of every file, written last; check it with
                 sha256sum -c SHA256SUMS

and the pictures and thumbnails. The index is only read. The same command
continues an export that was stopped.

Examples:
  revimg export ./export
  revimg export ./export --data ./my-index --json

revimg import reads the folder again. Exit code 3: the index lacked something.`;

export function addExportCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("export")
    .usage("<folder> [options]")
    .summary("write the index into a folder that other programs can read")
    .description("Write rows, vectors and pictures into a folder that other programs can read.")
    .argument("<folder>", "new folder, or one of an export that was stopped");
  addCommonOptions(command, "print problems and the result as JSON, one a line")
    .addHelpText("after", details)
    .action(async (folder: string, options: CommonOptions) => {
      const { exportToFolder } = await import("./transfer/export-index.js");
      finish(await exportToFolder(folder, options, context));
    });
}
