import type { Command } from "commander";
import { addCommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { ShowCommandOptions } from "./show/show-picture.js";

const details = `
Examples:
  revimg show 0d6f1f6e-5b0c-5c62-9d6f-3f6f3c1c7a10
  revimg show 0d6f1f6e-5b0c-5c62-9d6f-3f6f3c1c7a10 --json

revimg list and revimg search --json tell the ids.`;

export function addShowCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("show")
    .usage("<id> [options]")
    .summary("show all that is known of a picture")
    .description(
      "Show what the index knows of a picture: where it came from, its tags, its attributes.",
    )
    .argument("<id>", "the id of a picture");
  addCommonOptions(command, "print it as JSON")
    .addHelpText("after", details)
    .action(async (id: string, options: ShowCommandOptions) => {
      const { showPicture } = await import("./show/show-picture.js");
      finish(await showPicture(id, options, context));
    });
}
