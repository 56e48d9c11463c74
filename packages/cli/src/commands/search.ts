import type { Command } from "commander";
import type { Context } from "../context.js";
import {
  addCommonOptions,
  type CommonOptions,
  serverOption,
  similarity,
  wholeNumber,
} from "../options.js";
import { parseFilterOption, type WireFilter } from "../search-filter.js";

export interface SearchCommandOptions extends CommonOptions {
  limit: number;
  minSimilarity?: number;
  domain?: string[];
  tag?: string[];
  filter?: WireFilter;
  server?: URL;
}

const details = `
Similarity is 1 for the same picture, and lower the less two pictures have in
common. Match says what was found: exact (the same file), edited (the same
picture, changed) or similar (another picture that looks like it).

A filter has one or more of domain, tags, created_at, width, height, attributes;
gte and lt are bounds: {"created_at":{"gte":"2026-01-01"},"width":{"lt":800}}

Examples:
  revimg search ./query.jpg
  revimg search ./query.jpg --limit 5 --min-similarity 0.8
  curl -sL https://example.com/cat.jpg | revimg search -
  revimg search ./query.jpg --domain example.org --domain example.net
  revimg search ./query.jpg --tag cat --filter '{"width":{"gte":800}}'
  revimg search ./query.jpg --server http://127.0.0.1:3000
  revimg search ./query.jpg --json | jq -r '.similar_images[].paths[]'

With --json, the answer of POST /search is printed. A search without --server
adds "paths" to each picture: its files on this computer.`;

export function addSearchCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("search")
    .usage("<file> [options]")
    .summary("find the pictures most similar to a picture")
    .description(
      "Find the indexed pictures most similar to a picture, and keywords that describe them.",
    )
    .argument("<file>", "a picture, or - to read it from the standard input")
    .option("--limit <number>", "how many pictures to show, 1 to 1,000", wholeNumber(1, 1000), 20)
    .option(
      "--min-similarity <number>",
      "leave out pictures less similar than this, -1 to 1",
      similarity,
    )
    .option("--domain <name>", "only pictures from this host; repeat it for several", collect)
    .option("--tag <tag>", "only pictures with this tag; repeat it, all must fit", collect)
    .option("--filter <json>", "only pictures that match; see below", parseFilterOption)
    .addOption(serverOption("ask a running server instead of opening the index"));
  addCommonOptions(command, "print the answer as JSON")
    .addHelpText("after", details)
    .action(async (file: string, options: SearchCommandOptions) => {
      const { searchIndex } = await import("../actions/search-index.js");
      finish(await searchIndex(file, options, context));
    });
}

function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}
