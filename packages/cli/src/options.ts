import { type Command, InvalidArgumentError, Option } from "commander";

/** Options that every command has. */
export interface CommonOptions {
  data?: string;
  collection?: string;
  json?: boolean;
  verbose?: boolean;
}

export function addCommonOptions(command: Command, json: string): Command {
  return command
    .option("--data <folder>", "folder of the index (default: $REVIMG_DATA or ./revimg-data)")
    .option("--collection <name>", "set of pictures inside the index (default: default)")
    .option("--json", json)
    .option("--verbose", "show where an error comes from")
    .helpOption("-h, --help", "show this help");
}

export function serverOption(description: string): Option {
  return new Option("--server <url>", description).argParser(parseServer);
}

/** A parser of whole numbers from `min` to `max`, both included. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(
      `It must be a whole number from ${min.toLocaleString("en-US")} to ${max.toLocaleString("en-US")}.`,
    );
  };
}

/** What `Number` reads besides, such as 0x1, is no number that a person means here. */
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

function parseServer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new InvalidArgumentError("It must be an address such as http://localhost:3000.");
}
