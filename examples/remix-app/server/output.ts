import { errorTable, isRevimgError } from "@revimg/core";

/** Writes one line, or several. */
export function write(text: string, output: NodeJS.WriteStream = process.stdout): void {
  output.write(`${text}\n`);
}

/** File names are strangers' text: nothing in them may steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** An error for a person. One without a code is a fault of the program: it keeps its stack. */
export function explain(error: unknown): string {
  if (isRevimgError(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export function exitCodeOf(error: unknown): number {
  return isRevimgError(error) ? errorTable[error.code].exit : 1;
}
