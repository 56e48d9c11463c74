import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface RunProgramOptions {
  /** Added to the environment of the tests, less its own settings of revimg. */
  environment: Record<string, string>;
  /** Working directory; a configuration file is looked for from there. */
  directory: string;
  words?: readonly string[];
  /** What comes over the standard input. */
  input?: string;
}

/** Runs one of the programs beside the tests to its end. Resolves to the JSON that it printed, a value a line. */
export async function runProgram<T>(
  name: "index-pictures" | "search-pictures",
  { environment, directory, words = [], input = "" }: RunProgramOptions,
): Promise<T[]> {
  const file = fileURLToPath(new URL(`../programs/${name}.mjs`, import.meta.url));
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith("REVIMG_"));
  const child = spawn(process.execPath, [file, ...words], {
    cwd: directory,
    env: { ...Object.fromEntries(inherited), ...environment },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  // A program that failed early may not read it all.
  child.stdin.on("error", () => {}).end(input);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (exitCode !== 0) throw new Error(`${name} ended with ${exitCode}: ${stderr}`);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
