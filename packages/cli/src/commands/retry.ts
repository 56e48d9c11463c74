import type { Command } from "commander";
import { addCommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { RetryCommandOptions } from "./retry/retry-failures.js";

const details = `
revimg failures shows them with their reasons. A file that is gone is left out.

Examples:
  revimg retry
  revimg retry --json | jq -r 'select(.type == "failed") | .name'

Exit codes: 0 all indexed, 3 some failed again. With --json, the lines are those
of revimg index.`;

export function addRetryCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("retry")
    .usage("[options]")
    .summary("index again the files that could not be read")
    .description(
      "Index again what could not be read, for example after files were mended. Addresses are asked again.",
    );
  addCommonOptions(command, "print one JSON object per line")
    .addHelpText("after", details)
    .action(async (options: RetryCommandOptions) => {
      const { retryFailures } = await import("./retry/retry-failures.js");
      finish(await retryFailures(options, context));
    });
}
