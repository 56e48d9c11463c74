import { InvalidArgumentError } from "commander";
import type { CommonOptions } from "../../shared/options.js";

export interface EditCommandOptions extends CommonOptions {
  /** False: none of its own. True is commander's word for "not named". */
  title?: string | boolean;
  tag?: string[];
  /** False: none. True is commander's word for "not named". */
  tags?: boolean;
  attribute?: Record<string, unknown>;
  removeAttribute?: string[];
}

/** Reads `name=value`, and collects those of an option that is given several times. */
export function attribute(
  text: string,
  earlier: Record<string, unknown> = {},
): Record<string, unknown> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("It must be a name and a value: price=49.5.");
  return { ...earlier, [text.slice(0, equals)]: readValue(text.slice(equals + 1)) };
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
