import { type Command, Option } from "commander";
import { addFilterOptions, collect, filterHelp } from "../shared/filter-options.js";
import { addCommonOptions, serverOption, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import { cutoff, type SearchCommandOptions, similarity } from "./search/options.js";

const details = `
Similarity is 1 for the same picture, and falls when two pictures have less in
common. Match says what was found: exact (the same bytes or pixels), edited (the
same picture, changed) or similar (another picture that looks like it).

${filterHelp}

A query may have several parts; --negative names what the results should have
less of. A region is x,y,width,height in pixels of the upright picture, or in
percent of it. A cutoff leaves out pictures that do not stand out for this
query: auto, or a number of standard deviations above the collection.

Examples:
  revimg search ./query.jpg
  revimg search ./query.jpg --limit 5 --min-similarity 0.8
  revimg search https://example.com/cat.jpg --cutoff auto
  revimg search --text "a red bag"        (with a model that reads)
  revimg search --id 0d6f1f6e-5b0c-5c62-9d6f-3f6f3c1c7a10
  revimg search ./query.jpg --region 25%,25%,50%,50%
  revimg search ./query.jpg --text "at night" --negative ./day.jpg
  cat query.jpg | revimg search -
  revimg search ./query.jpg --domain example.org --domain example.net
  revimg search ./query.jpg --tag cat --filter '{"width":{"gte":800}}'
  revimg search ./sideways.jpg --copies thorough
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
    .usage("[picture] [options]")
    .summary("find the pictures most similar to a picture")
    .description(
      "Find the indexed pictures most similar to a picture, a text or an indexed\npicture, and keywords that describe them.",
    )
    .argument("[picture]", "a file, a web address, or - to read it from the standard input")
    .option("--text <words>", "look for pictures that fit these words", collect)
    .option("--id <id>", "look for more like an indexed picture", collect)
    .option("--negative <picture>", "less like this file or web address", collect)
    .option("--negative-text <words>", "fewer pictures that fit these words", collect)
    .option("--negative-id <id>", "less like an indexed picture", collect)
    .option("--region <x,y,w,h>", "only this part of the picture, in pixels or percent")
    .option("--limit <number>", "how many pictures to show, 1 to 1,000", wholeNumber(1, 1000), 20)
    .option(
      "--min-similarity <number>",
      "leave out pictures less similar than this, -1 to 1",
      similarity,
    )
    .option("--cutoff <auto|number|off>", "leave out pictures that do not stand out", cutoff)
    .addOption(
      new Option(
        "--copies <near|thorough>",
        "thorough: also find turned copies, parts, and pictures in a collage",
      ).choices(["near", "thorough"]),
    )
    .option("--collapse", "fold copies of one another into the first of them")
    .addOption(serverOption("ask a running server instead of opening the index"));
  addFilterOptions(command);
  addCommonOptions(command, "print the answer as JSON")
    .addHelpText("after", details)
    .action(async (picture: string | undefined, options: SearchCommandOptions) => {
      const { searchIndex } = await import("./search/search-index.js");
      finish(await searchIndex(picture, options, context));
    });
}
