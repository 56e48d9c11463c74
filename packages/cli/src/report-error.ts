import { errorTable, isRevimgError, type RevimgError } from "@revimg/core";
import { lockedAdvice } from "./locked-advice.js";
import { exitCodes } from "./shared/exit-codes.js";
import { type Context, printJson } from "./terminal/context.js";
import { printable } from "./terminal/terminal.js";

/** Prints an error, as JSON with `--json`, and returns its exit code. */
export function reportError(error: unknown, context: Context): number {
  const verbose = context.words.includes("--verbose");
  if (context.words.includes("--json")) printJson(context.stdout, { error: asJson(error) });
  else context.stderr.write(`revimg: ${explain(error, context, verbose)}\n`);
  if (verbose) context.stderr.write(`${stackOf(error)}\n`);
  return isRevimgError(error) ? errorTable[error.code].exit : exitCodes.unexpected;
}

function explain(error: unknown, context: Context, verbose: boolean): string {
  if (isRevimgError(error)) {
    return [error.message, ...lockedAdvice(error, context.words)].join("\n");
  }
  const hint = verbose ? "" : "\nThe same command with --verbose shows where.";
  return `something went wrong that should not: ${printable(messageOf(error))}${hint}`;
}

function asJson(error: unknown): unknown {
  if (isRevimgError(error)) return (error as RevimgError).toJSON();
  return { code: "unexpected", message: messageOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\nCaused by: ${stackOf(error.cause)}`;
}
