import { isAbsolute, resolve } from "node:path";
import { RevimgError } from "@revimg/core";
import { withoutSecrets } from "./mask.js";
import type { Environment } from "./types.js";

/** Where a value was given, for its meaning and for messages about it. */
export interface Place {
  origin: "file" | "environment" | "option";
  /** How the value is called there, such as `REVIMG_DATA` or `model in ./revimg.config.ts`. */
  name: string;
  /** What messages call the value in `details`. */
  details: { key: string; file?: string };
  /** Relative paths start from this folder. */
  directory: string;
  /** Where keys of servers are, which no URL has in it. */
  environment: Environment;
}

/** The error for a value that is not what was expected; it never shows a secret. */
export function refusal(place: Place, expected: string, value: unknown, advice = ""): RevimgError {
  const message = `${place.name} must be ${expected}; it is ${describe(value)}.`;
  return invalidConfig(place, advice === "" ? message : `${message} ${advice}`);
}

export function invalidConfig({ details }: Place, message: string): RevimgError {
  return new RevimgError("invalid_config", message, { details: { ...details } });
}

/** A path as it was written where that means the same to this process, else absolute. */
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
