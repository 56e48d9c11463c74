import type { Command } from "commander";
import { addCommonOptions, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { WorkerCommandOptions } from "./worker/run-worker.js";

const details = `
Fill the queue with revimg index <folder> --queue, and start any number of
workers, on any number of machines. Each takes shards of pictures from the queue
and indexes them, until it is stopped. All use the same configuration, and see
the folders at the same paths.

Ctrl-C or SIGTERM drains a worker: it finishes the pictures under way, puts the
rest of its shard back, and ends with exit code 0. A worker that is killed loses
nothing: after --lease seconds others take its shard.

Examples:
  revimg worker
  revimg worker --concurrency 2
  revimg worker --until-empty          for a batch job that ends by itself
  REVIMG_QUEUE=postgres://me@db/jobs revimg worker --json

The queue is in the Postgres of metadata, unless queue or REVIMG_QUEUE names
another. With --json, each line is an object with a "type": working, started,
failed, warning, finished, handed_back, lost, shard_failed, waiting, and at last
stopped. Exit codes: 0 stopped or nothing left, 3 the same, with pictures that
could not be indexed (revimg failures).`;

export function addWorkerCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("worker")
    .usage("[options]")
    .summary("index what is on the queue, beside other workers")
    .description("Index what is on the queue, beside other workers.")
    .option("--concurrency <number>", "shards at once", wholeNumber(1, 16), 1)
    .option(
      "--lease <seconds>",
      "until others take a silent worker's shard",
      wholeNumber(3, 3600),
      30,
    )
    .option("--until-empty", "end when nothing is left, instead of waiting for more");
  addCommonOptions(command, "print one JSON object per line")
    .addHelpText("after", details)
    .action(async (options: WorkerCommandOptions) => {
      const { runWorker } = await import("./worker/run-worker.js");
      finish(await runWorker(options, context));
    });
}
