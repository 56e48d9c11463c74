import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { run } from "../run.js";

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

let isUnderWay = false;

/**
 * Runs a command to its end. In this process, which takes a tenth of the time of another one;
 * where the process itself matters, see `runProcess`.
 */
export async function runRevimg(words: readonly string[], options: RunOptions): Promise<Outcome> {
  // There is one working directory.
  if (isUnderWay || options.watch) return runProcess(words, options);
  isUnderWay = true;
  const { directory, input, environment } = options;
  const before = { directory: process.cwd(), environment: process.env };
  process.chdir(directory);
  process.env = { ...ownEnvironment(), ...environment };
  const [stdout, stderr] = [new KeptOutput(), new KeptOutput()];
  try {
    const exitCode = await run({
      words,
      stdin: Readable.from(input ? [input] : []),
      stdout,
      stderr,
      environment: process.env,
      signal: new AbortController().signal,
    });
    return { exitCode, stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.chdir(before.directory);
    process.env = before.environment;
    isUnderWay = false;
  }
}

/** What a pipe would be given. */
class KeptOutput {
  text = "";

  write(text: string): void {
    this.text += text;
  }
}

/** Runs the built command as a process of its own, to its end. */
export async function runProcess(words: readonly string[], options: RunOptions): Promise<Outcome> {
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
