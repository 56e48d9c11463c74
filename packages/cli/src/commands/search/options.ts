import { InvalidArgumentError } from "commander";
import type { CommonOptions } from "../../shared/options.js";

export interface SearchCommandOptions extends CommonOptions {
  limit: number;
  text?: string[];
  id?: string[];
  negative?: string[];
  negativeText?: string[];
  negativeId?: string[];
  region?: string;
  minSimilarity?: number;
  cutoff?: "auto" | number | false;
  domain?: string[];
  tag?: string[];
  filter?: WireFilter;
  server?: URL;
}

/** A filter in the words of the wire. */
export type WireFilter = Record<string, unknown>;

/** A decimal number. `Number` would also read 0x1, which nobody means here. */
const decimal = /^-?(\d+(\.\d*)?|\.\d+)(e-?\d+)?$/i;

export function similarity(text: string): number {
  const value = Number(text);
  if (decimal.test(text) && value >= -1 && value <= 1) return value;
  throw new InvalidArgumentError("It must be a number from -1 to 1, for example 0.8.");
}

export function cutoff(text: string): "auto" | number | false {
  if (text === "auto") return text;
  if (text === "off") return false;
  const value = Number(text);
  if (decimal.test(text) && value > 0 && value <= 20) return value;
  throw new InvalidArgumentError("It must be auto, off, or a number above 0, for example 2.5.");
}

/** Reads `--filter`: a JSON object with the names of the wire. The search checks its parts. */
export function parseFilter(text: string): WireFilter {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Reported below.
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as WireFilter;
  }
  throw new InvalidArgumentError(`It must be an object as JSON, such as '{"width":{"gte":800}}'.`);
}

/** Collects the values of an option that may be given several times. */
export function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}
