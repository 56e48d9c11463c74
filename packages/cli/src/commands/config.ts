import type { Command } from "commander";
import { addCommonOptions, type CommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";

const details = `
Settings come from three places, and later ones win: the configuration file, the
environment, the options. The file is the one that REVIMG_CONFIG names, or the
nearest revimg.config.ts, .js, .mjs or .json in this folder or above it. No
store is opened. Passwords are masked.

Examples:
  revimg config
  revimg config --data ./my-index
  REVIMG_BLOBS=s3://pictures revimg config --json`;

export function addConfigCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("config")
    .usage("[options]")
    .summary("show every setting and where it comes from")
    .description("Show every setting and where it comes from.");
  addCommonOptions(command, "print the settings as JSON")
    .addHelpText("after", details)
    .action(async (options: CommonOptions) => {
      const { showConfig } = await import("./config/show-config.js");
      finish(await showConfig(options, context));
    });
}
