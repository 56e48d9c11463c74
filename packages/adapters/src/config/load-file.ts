import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { RevimgError } from "@revimg/core";

/** Counts the programs that were run. The number keeps them apart in the module cache. */
let loaded = 0;

/**
 * What a configuration file exports: the default export of a program, or the object
 * of a JSON file. A program runs again at each call, since the stores that it made
 * may be closed by now. Rejects with `invalid_config` and the name of the file.
 */
export async function loadFile(file: string): Promise<Record<string, unknown>> {
  const value = extname(file) === ".json" ? await readJson(file) : await runProgram(file);
  if (isObject(value)) return value;
  const got = value === undefined ? "no default export" : `its ${kindOf(value)}`;
  throw refuse(
    file,
    `must export a configuration (export default defineConfig({ … })), not ${got}`,
  );
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((cause) => {
    throw refuse(file, `can't be read: ${messageOf(cause)}`, cause);
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    // The rest of the message, and the cause, would quote the file. It may contain a password.
    const [reason] = messageOf(error).split(/, (?:\.\.\.)?"/);
    throw refuse(file, `is not valid JSON: ${reason}`);
  }
}

async function runProgram(file: string): Promise<unknown> {
  try {
    const program = await importProgram(file);
    return await program.default;
  } catch (cause) {
    throw refuse(file, `could not be loaded: ${messageOf(cause)}`, cause);
  }
}

async function importProgram(file: string): Promise<{ default?: unknown }> {
  const url = pathToFileURL(file).href;
  switch (extname(file)) {
    case ".js":
    case ".mjs":
    case ".cjs":
      delete createRequire(url).cache[file];
      return import(/* @vite-ignore */ `${url}?${++loaded}`);
    case ".ts":
    case ".mts":
    case ".cts": {
      const { createJiti } = await import("jiti");
      // Node before 22.18 does not run TypeScript by itself. Nothing is written beside the file.
      const settings = { fsCache: false, moduleCache: false, interopDefault: false };
      return createJiti(url, settings).import(url);
    }
    default:
      throw new Error("its name must end in .ts, .js, .mjs or .json");
  }
}

function refuse(file: string, reason: string, cause?: unknown): RevimgError {
  return new RevimgError("invalid_config", `${file} ${reason}.`, { details: { file }, cause });
}

/** Only the first line. In some messages a stack or an excerpt follows. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n")[0] ?? "").replace(/\.$/, "");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}
