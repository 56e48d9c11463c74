import { InvalidArgumentError } from "commander";
import type { FilterOptions } from "../../shared/filter-options.js";
import type { CommonOptions } from "../../shared/options.js";

export interface SearchCommandOptions extends CommonOptions, FilterOptions {
  limit: number;
  text?: string[];
  id?: string[];
  negative?: string[];
  negativeText?: string[];
  negativeId?: string[];
  region?: string;
  minSimilarity?: number;
  cutoff?: "auto" | number | false;
  copies?: "near" | "thorough";
  collapse?: boolean;
  server?: URL;
}

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
