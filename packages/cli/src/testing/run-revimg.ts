import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const programFile = fileURLToPath(new URL("../../dist/revimg.js", import.meta.url));

export interface Outcome {
  /** A signal's name where one ended the process. */
  exitCode: number | NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  directory: string;
  /** What comes over the standard input. */
  input?: Uint8Array;
  /** Added to the environment of the tests, less its own settings. */
  environment?: Record<string, string>;
  /** Sees the output as it grows, and may act on the process. */
  watch?: (stdout: string, process: ChildProcessWithoutNullStreams) => void;
}

/** Runs the built command as a process of its own, to its end. */
export async function runRevimg(words: readonly string[], options: RunOptions): Promise<Outcome> {
  const { child, ended } = startRevimg(words, options);
  child.stdin.end(options.input);
  return ended;
}

/** Starts the built command; its standard input stays open. */
export function startRevimg(
  words: readonly string[],
  { directory, watch, environment }: RunOptions,
) {
  const child = spawn(process.execPath, [programFile, ...words], {
    cwd: directory,
    env: { ...ownEnvironment(), ...environment },
  });
  // A command that needs no input may end before it has read any.
  child.stdin.on("error", () => {});
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    watch?.(stdout, child);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ exitCode: code ?? signal, stdout, stderr }));
  });
  return { child, ended };
}

/** The lines of an output, each read as JSON. */
export function readLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Without the settings of whoever runs the tests. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(REVIMG_|NO_COLOR$|FORCE_COLOR$)/.test(name)),
  );
}
