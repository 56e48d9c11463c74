import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface RecipeOptions {
  /** Working directory: the index lies in its `revimg-data`. */
  directory: string;
  words?: readonly string[];
  environment?: Record<string, string>;
}

/** Runs a program of this folder to its end. Resolves to what it printed; rejects when it fails. */
export async function runRecipe(path: string, options: RecipeOptions): Promise<string> {
  const { child, output } = start(path, options);
  const [code] = await once(child, "close");
  if (code !== 0) throw failure(path, code, output);
  return output.printed;
}

/** Starts a program that serves. Resolves to the first address that it prints. */
export async function startRecipe(path: string, options: RecipeOptions) {
  const { child, output } = start(path, {
    ...options,
    environment: { ...options.environment, PORT: "0" },
  });
  const ended = once(child, "close");
  const url = await new Promise<URL>((resolve, reject) => {
    child.stdout.on("data", () => {
      const printed = /http:\S+(?=\s)/.exec(output.printed);
      if (printed) resolve(new URL(printed[0].replace("localhost", "127.0.0.1")));
    });
    ended.then(([code]) => reject(failure(path, code, output)), reject);
  });
  return {
    url,
    /** Asks it to end, and resolves to its exit code. */
    async stop(): Promise<number | null> {
      child.kill("SIGTERM");
      const [code] = await ended;
      return code;
    },
  };
}

function failure(path: string, code: unknown, { printed, complaints }: Record<string, string>) {
  return new Error(`${path} ended with ${code}:\n${printed}\n${complaints}`);
}

function start(path: string, { directory, words = [], environment = {} }: RecipeOptions) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith("REVIMG_"));
  const child = spawn(process.execPath, [file, ...words], {
    cwd: directory,
    env: { ...Object.fromEntries(inherited), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { printed: "", complaints: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.printed += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.complaints += text;
  });
  return { child, output };
}
