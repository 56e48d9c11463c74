import { isAbsolute, resolve } from "node:path";
import { RevimgError } from "@revimg/core";
import { withoutSecrets } from "./mask.js";
import type { Environment } from "./types.js";

/** Where a value was given. This decides its meaning, and messages name it. */
export interface Place {
  origin: "file" | "environment" | "option";
  /** The name of the value there, such as `REVIMG_DATA` or `model in ./revimg.config.ts`. */
  name: string;
  /** The name of the value in the `details` of errors. */
  details: { key: string; file?: string };
  /** Relative paths start from this folder. */
  directory: string;
  /** Where the keys of servers come from. No URL contains them. */
  environment: Environment;
}

/** The error for a value that is not what was expected. It never shows a secret. */
export function refusal(place: Place, expected: string, value: unknown, advice = ""): RevimgError {
  const message = `${place.name} must be ${expected}; it is ${describe(value)}.`;
  return invalidConfig(place, advice === "" ? message : `${message} ${advice}`);
}

export function invalidConfig({ details }: Place, message: string): RevimgError {
  return new RevimgError("invalid_config", message, { details: { ...details } });
}

/** A path as it was written, if that means the same to this process; else the absolute path. */
export function pathFrom(directory: string, path: string): string {
  return isAbsolute(path) || resolve(directory) === process.cwd() ? path : resolve(directory, path);
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(withoutSecrets(value));
  if (typeof value === "function") return "a function";
  if (value instanceof Promise) return "a promise (await it)";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
