import { type Command, Option } from "commander";
import { addFilterOptions, addFolderOption, filterHelp } from "../shared/filter-options.js";
import { addCommonOptions, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { ListCommandOptions } from "./list/list-pictures.js";

const details = `
${filterHelp}

The newest and the largest come first, names from A to Z; --reverse turns that
round. --all lists every page. revimg show tells all about one picture.

Examples:
  revimg list
  revimg list --sort name --limit 100
  revimg list --tag cat --sort size
  revimg list --folder ./photos/2025
  revimg list --all --json | jq -r .filename

With --json, each line is a picture. Where more follow, the last line is
{"type":"more","cursor":…}; --cursor goes on from there.`;

export function addListCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("list")
    .usage("[options]")
    .summary("list the pictures in the index")
    .description("List the pictures in the index.")
    .addOption(
      new Option("--sort <what>", "the order").choices(["date", "name", "size"]).default("date"),
    )
    .option("--reverse", "the other way round")
    .option("--limit <number>", "how many to show, 1 to 500", wholeNumber(1, 500), 50)
    .option("--cursor <cursor>", "go on where an earlier list ended")
    .option("--all", "every page");
  addFolderOption(command);
  addFilterOptions(command);
  addCommonOptions(command, "print one JSON object per line")
    .addHelpText("after", details)
    .action(async (options: ListCommandOptions) => {
      const { listPictures } = await import("./list/list-pictures.js");
      finish(await listPictures(options, context));
    });
}
