import type { Command } from "commander";
import { addCommonOptions, serverOption } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { StatsCommandOptions } from "./stats/show-stats.js";

const details = `
Examples:
  revimg stats
  revimg stats --data ./my-index --json
  revimg stats --server http://127.0.0.1:3000

With --json and --server, the answer of GET /health is printed.`;

export function addStatsCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("stats")
    .usage("[options]")
    .summary("show what the index holds")
    .description("Show what the index holds: pictures, model, size of the database.")
    .addOption(serverOption("ask a running server instead of opening the index"));
  addCommonOptions(command, "print the figures as JSON")
    .addHelpText("after", details)
    .action(async (options: StatsCommandOptions) => {
      const { showStats } = await import("./stats/show-stats.js");
      finish(await showStats(options, context));
    });
}
