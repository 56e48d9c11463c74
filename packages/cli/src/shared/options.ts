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

function parseServer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new InvalidArgumentError("It must be an address such as http://localhost:3000.");
}
