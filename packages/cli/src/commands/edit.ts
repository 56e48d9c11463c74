import type { Command } from "commander";
import { collect } from "../shared/filter-options.js";
import { addCommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import { attribute, type EditCommandOptions } from "./edit/options.js";

const details = `
What is not named stays as it is. --tag takes the place of the tags that people
gave; tags of the model and of files stay. A value of --attribute is read as
JSON where it is JSON (5, true, [1,2]), else as text.

Examples:
  revimg edit <id> --title "The red bag"
  revimg edit <id> --tag bag --tag red
  revimg edit <id> --no-tags
  revimg edit <id> --attribute price=49.5 --attribute sku=A-1
  revimg edit <id> --remove-attribute price`;

export function addEditCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("edit")
    .usage("<id> [options]")
    .summary("change the title, tags or attributes of a picture")
    .description("Change what people say of a picture: its title, its tags, its attributes.")
    .argument("<id>", "the id of a picture")
    .option("--title <text>", "its title")
    .option("--no-title", "the title that its source gives, if one does")
    .option("--tag <tag>", "its tags by people; may be repeated", collect)
    .option("--no-tags", "no tags by people")
    .option("--attribute <name=value>", "sets an attribute; may be repeated", attribute)
    .option("--remove-attribute <name>", "removes an attribute; may be repeated", collect);
  addCommonOptions(command, "print the picture as JSON")
    .addHelpText("after", details)
    .action(async (id: string, options: EditCommandOptions) => {
      const { editPicture } = await import("./edit/edit-picture.js");
      finish(await editPicture(id, options, context));
    });
}
