import { CommanderError } from "commander";
import { Interruption } from "./interruption.js";
import { createProgram } from "./program.js";
import { exitCodes } from "./shared/exit-codes.js";
import { type Context, printJson } from "./terminal/context.js";
import { usageMessage } from "./usage-message.js";

/**
 * Runs one command line to its end. Never rejects: errors are printed. Resolves to
 * the exit code.
 */
export async function run(context: Context): Promise<number> {
  let exitCode: number = exitCodes.finished;
  const program = createProgram(context, (code) => {
    exitCode = code;
  });
  try {
    if (context.words.length === 0) program.outputHelp();
    else await program.parseAsync([...context.words], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof Interruption) return error.exitCode;
    if (error instanceof CommanderError) {
      const commands = program.commands.map((command) => command.name());
      return reportUsage(error, commands, context);
    }
    // The error table lives in the engine, which `--help` and usage errors need not load.
    const { reportError } = await import("./report-error.js");
    return reportError(error, context);
  }
}

function reportUsage(error: CommanderError, commands: readonly string[], context: Context): number {
  if (error.exitCode === 0) return exitCodes.finished;
  const message = usageMessage(error, context.words, commands);
  if (context.words.includes("--json")) {
    printJson(context.stdout, { error: { code: "invalid_input", message } });
  } else {
    context.stderr.write(`revimg: ${message}\n`);
  }
  return exitCodes.usage;
}
