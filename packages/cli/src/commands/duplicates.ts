import { type Command, Option } from "commander";
import { addCommonOptions, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { DuplicatesCommandOptions } from "./duplicates/options.js";

const details = `
Each group has a picture to keep, as a suggestion, with the reason. Nothing is
removed; revimg delete takes the ids. Pictures whose bytes lie in several files
are groups, too. The newest pictures are looked at first.

--different and --same remember what you say of pictures, for good: different
ones are never shown together again, and a search with one of them does not call
the others copies. A group of pictures that are all called the same is not shown
again, except with --confirmed. --forget takes it back.

Examples:
  revimg duplicates
  revimg duplicates --across-folders --tier exact
  revimg duplicates --since 2026-11-01
  revimg duplicates --different <id> <id>
  revimg duplicates --json | jq -r 'select(.members) | .members[1:][].id'

With --json, each group is a line, and the last line is
{"type":"finished","next_cursor":…}; --cursor goes on from there.`;

export function addDuplicatesCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("duplicates")
    .usage("[options]")
    .summary("find pictures that are copies of one another")
    .description("Find the pictures of the index that are copies of one another, in groups.")
    .option("--across-folders", "only groups with files in more than one folder")
    .option("--other-sizes", "only groups of pictures of more than one size")
    .option("--same-colour", "no copies in other colours or of other brightness")
    .addOption(new Option("--tier <tier>", "only such copies").choices(["exact", "edited"]))
    .option("--since <date>", "only groups with a picture that was added since then")
    .option("--confirmed", "also groups that you called the same")
    .option("--limit <number>", "stop after so many groups", wholeNumber(1, 10_000))
    .option("--cursor <cursor>", "go on where an earlier run ended")
    .option("--different <ids...>", "remember that these pictures are different")
    .option("--same <ids...>", "remember that these pictures are the same")
    .option("--forget <ids...>", "forget what was said of these pictures");
  addCommonOptions(command, "print one JSON object per line")
    .addHelpText("after", details)
    .action(async (options: DuplicatesCommandOptions) => {
      const { different, same, forget } = options;
      if (different ?? same ?? forget) {
        const { markPictures } = await import("./duplicates/mark-pictures.js");
        finish(await markPictures(options, context));
      } else {
        const { findDuplicates } = await import("./duplicates/find-duplicates.js");
        finish(await findDuplicates(options, context));
      }
    });
}
