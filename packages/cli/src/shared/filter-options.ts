import { type Command, InvalidArgumentError } from "commander";

/** Which pictures a command is about. */
export interface FilterOptions {
  domain?: string[];
  tag?: string[];
  filter?: WireFilter;
  folder?: string[];
}

/** A filter in the words of the wire. */
export type WireFilter = Record<string, unknown>;

export const filterHelp = `A filter has one or more of domain, tags, created_at, width, height, attributes;
gte and lt are bounds: {"created_at":{"gte":"2026-01-01"},"width":{"lt":800}}`;

/** For commands that open the index here: a server tells nobody its paths. */
export function addFolderOption(command: Command): Command {
  return command.option(
    "--folder <path>",
    "only pictures with a file in this folder; may be repeated",
    collect,
  );
}

export function addFilterOptions(command: Command): Command {
  return command
    .option("--domain <name>", "only pictures from this host; may be repeated", collect)
    .option("--tag <tag>", "only pictures with this tag; may be repeated", collect)
    .option("--filter <json>", "only pictures that match; see below", parseFilter);
}

/** Reads `--filter`: a JSON object with the names of the wire. The index checks its parts. */
function parseFilter(text: string): WireFilter {
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
