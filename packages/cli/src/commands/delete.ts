import type { Command } from "commander";
import { addFilterOptions, addFolderOption, filterHelp } from "../shared/filter-options.js";
import { addCommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { DeleteCommandOptions } from "./delete/delete-pictures.js";

const details = `
The pictures leave the index, with their thumbnails and kept copies. Your own
files are never touched. Pictures are named by their ids, or by a filter; what
a filter would delete is counted first, and asked about.

${filterHelp}

Examples:
  revimg delete 0d6f1f6e-5b0c-5c62-9d6f-3f6f3c1c7a10
  revimg delete --tag old
  revimg delete --folder ./photos/2019
  revimg delete --domain example.org --yes
  revimg failures --json | jq -r .id | xargs revimg delete --yes`;

export function addDeleteCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("delete")
    .usage("[id...] [options]")
    .summary("remove pictures from the index")
    .description("Remove pictures from the index. Your own files stay.")
    .argument("[id...]", "ids of pictures")
    .option("--yes", "do not ask");
  addFolderOption(command);
  addFilterOptions(command);
  addCommonOptions(command, "print what was done as JSON")
    .addHelpText("after", details)
    .action(async (ids: string[], options: DeleteCommandOptions) => {
      const { deletePictures } = await import("./delete/delete-pictures.js");
      finish(await deletePictures(ids, options, context));
    });
}
