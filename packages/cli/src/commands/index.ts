import { type Command, InvalidArgumentError, Option } from "commander";
import { addCommonOptions, serverOption, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { IndexCommandOptions } from "./index/index-pictures.js";

const details = `
Folders are read with everything below them. Web addresses are fetched; the
setting urls says which ones may be. Buckets are named as for the setting blobs:
s3://bucket/prefix?endpoint=http://host:9000.

--from reads a list: a path or web address a line (or each before a NUL), JSON
lines, or a CSV table. Rows have path or url, and title, author, license, tags,
page_url, source_url, attributes. Paths are relative to the list.

Files that are already indexed are skipped. So the same command continues a
stopped run, and adds new pictures.

With --prune, pictures whose files are gone leave the index at the end of the
run. Where more than half of a folder's files are gone, nothing is removed, as
the disk may be missing; --prune=force removes them even then.

Details of a picture come from files beside it: photo.jpg.json, or one
metadata.jsonl or metadata.csv in the folder, with the keys filename,
source_url, page_url, title, author, license and tags. Google Takeout's files
are read too. A detail that can't be used gives a warning, and the picture is
indexed without it. A file that was renamed or moved keeps its picture.

A new index uses CLIP if its files are in the cache. On a terminal, revimg asks
whether to fetch them. Otherwise it uses mini, which is small and built in. An
index keeps its model. See revimg models.

Examples:
  revimg index ./photos
  revimg index ./photos --model mini
  revimg index ./photos ./scans/page-1.png --data ./my-index
  revimg index ./photos --originals copy    works on when ./photos has moved
  revimg index ./photos --prune
  revimg index /photos --queue              many processes share the work
  revimg index https://example.org/picture.jpg 'photos/**/*.jpg'
  revimg index --from shop.csv --per-host 1 --host-delay 2000
  find . -name '*.jpg' -print0 | revimg index --from -
  revimg index s3://shop/2026
  revimg index ./photos --json | jq -r 'select(.type == "failed") | .name'

Exit codes: 0 all indexed, 3 indexed with failures (each is listed with its
reason), 130 stopped by Ctrl-C, 143 stopped by SIGTERM.

With --json, each line on stdout is an object with snake_case keys and a "type":
started, added, updated, unchanged, failed, warning, tagging, pruning or pruned.
The last line is the summary, finished or interrupted, or else { "error": … }.`;

/** The word behind an option without a value would be taken for its value. */
export function readPrune(text: string): "force" {
  if (text === "force") return text;
  throw new InvalidArgumentError("It takes no folder. Put --prune last, or write --prune=force.");
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

export function addIndexCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("index")
    .usage("[path...] [options]")
    .summary("index pictures, and folders of them")
    .description("Index pictures, so that they can be found.")
    .argument("[path...]", "files, folders, patterns, web addresses and s3:// URLs")
    .addOption(
      new Option("--originals <how>", "keep their paths, their bytes, or only thumbnails")
        .choices(["reference", "copy", "none"])
        .default("reference"),
    );
  command.option("--from <list>", "a list of pictures; - for the standard input", collect);
  command.option(
    "--per-host <count>",
    "pictures fetched from one host at once (default: 2)",
    wholeNumber(1, 256),
  );
  command.option(
    "--host-delay <ms>",
    "least milliseconds between two fetches from one host (default: 0)",
    wholeNumber(0, 600_000),
  );
  command.option(
    "--prune [force]",
    "remove pictures whose files are gone from the folders",
    readPrune,
  );
  command
    .option("--queue", "leave the work to the processes of revimg worker")
    .option("--shard-size <number>", "with --queue: pictures in one job", wholeNumber(1, 10_000));
  command.option("--model <name>", "model of a new index (default: $REVIMG_MODEL or auto)");
  addCommonOptions(command, "print one JSON object per line")
    .addOption(serverOption("").hideHelp())
    .addHelpText("after", details)
    .action(async (paths: string[], options: IndexCommandOptions) => {
      if (options.queue) {
        const { enqueuePictures } = await import("./index/enqueue-pictures.js");
        return finish(await enqueuePictures(paths, options, context));
      }
      const { indexPictures } = await import("./index/index-pictures.js");
      finish(await indexPictures(paths, options, context));
    });
}
