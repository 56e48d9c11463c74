import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** Address of a built file of this package, for programs of other processes. */
export function built(file: string): string {
  return new URL(`../../dist/${file}`, import.meta.url).href;
}

export interface OtherProcess {
  /** Its next line. */
  line(): Promise<string>;
  /** A line for its standard input. */
  say(text: string): void;
  /** Kills it as a lack of memory does, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Runs an ES module as another process, until the test is over. */
export function runElsewhere(
  program: string,
  { command = [] as string[], cwd = fileURLToPath(new URL(".", import.meta.url)) } = {},
): OtherProcess {
  const words = [...command, process.execPath, "--input-type=module", "-e", program];
  const child: ChildProcess = spawn(words[0]!, words.slice(1), {
    cwd,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  onTestFinished(kill);
  return {
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error("The other process has ended.");
      return value;
    },
    say: (text) => void child.stdin!.write(`${text}\n`),
    kill,
  };
}
