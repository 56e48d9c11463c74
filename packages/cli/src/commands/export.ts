import type { Command } from "commander";
import { addCommonOptions, type CommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";

const details = `
The folder holds the rows (rows.jsonl, one a line), the vectors (vectors.npy, for
NumPy, in the order of the rows; zeros where a row has none), pictures and
thumbnails, the model's name (index.json), and the SHA-256 of every file
(SHA256SUMS, written last; check it with sha256sum -c SHA256SUMS). The index is
only read. Stopped, the same command goes on.

Examples:
  revimg export ./export
  revimg export ./export --data ./my-index --json

Back with revimg import. Exit code 3 says that the index lacked something.`;

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
