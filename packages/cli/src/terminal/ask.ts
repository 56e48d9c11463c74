import { createInterface } from "node:readline/promises";
import type { Context } from "./context.js";

/** Whether a person is there to be asked. */
export function canAsk({ stdin, stderr }: Context): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Asks on the terminal. Rejects with the signal's reason. */
export async function ask(question: string, { stdin, stderr, signal }: Context): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr as NodeJS.WritableStream });
  try {
    return (await lines.question(question, { signal })).trim();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    lines.close();
  }
}
