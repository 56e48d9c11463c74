import type { Command } from "commander";
import { addCommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { FailuresCommandOptions } from "./list/list-pictures.js";

const details = `
revimg retry indexes them again; revimg delete <id> forgets one (--json has the
ids).

Examples:
  revimg failures
  revimg failures --json | jq -r .failure

With --json, each line is a picture with its id, its sources and the failure.`;

export function addFailuresCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("failures")
    .usage("[options]")
    .summary("list the files that could not be read")
    .description("List the files that could not be read when they were indexed, with the reasons.");
  addCommonOptions(command, "print one JSON object per line")
    .addHelpText("after", details)
    .action(async (options: FailuresCommandOptions) => {
      const { listFailures } = await import("./list/list-pictures.js");
      finish(await listFailures(options, context));
    });
}
