import type { Readable } from "node:stream";
import type { Environment, Output } from "./terminal.js";

/** What a command may use of its process. */
export interface Context {
  /** The words after `revimg`. */
  words: readonly string[];
  stdin: Readable & { readonly isTTY?: boolean };
  stdout: Output;
  stderr: Output;
  environment: Environment;
  /** Aborted with an `Interruption` when the command should stop. */
  signal: AbortSignal;
}

export function printLines(output: Output, lines: readonly string[]): void {
  output.write(`${lines.join("\n")}\n`);
}

export function printJson(output: Output, value: unknown): void {
  output.write(`${JSON.stringify(value)}\n`);
}
