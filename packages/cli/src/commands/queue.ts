import type { Command } from "commander";
import { addCommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { QueueCommandOptions, WatchOptions } from "./queue/show-queue.js";

type Finish = (exitCode: number) => void;

const details = `
Examples:
  revimg queue                what waits, what is under way, the rate, time left
  revimg queue --watch        the same, again every two seconds
  revimg queue failed         shards that were given up, with the reasons
  revimg queue retry          put these back onto the queue
  revimg queue purge --yes    take all that waits from the queue

Pictures that could not be read are not here: revimg failures lists them. A
shard is given up when it failed six times as a whole: no worker saw its folder,
or each worker that took it was killed.

The queue is in the Postgres of metadata, unless queue or REVIMG_QUEUE names
another; each collection has its own.`;

/** `revimg queue` and its subcommands. */
export function addQueueCommand(program: Command, context: Context, finish: Finish): void {
  const queue = program
    .command("queue")
    .usage("[command] [options]")
    .summary("show and mend the queue of workers")
    .description("Show and mend the queue of workers.")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show help for a command")
    .addHelpText("after", details);
  addStatus(queue, context, finish);
  addFailed(queue, context, finish);
  addRetry(queue, context, finish);
  addPurge(queue, context, finish);
}

function addStatus(queue: Command, context: Context, finish: Finish): void {
  const command = queue
    .command("status", { isDefault: true })
    .usage("[options]")
    .summary("what waits, what is under way, how fast it goes")
    .description("Show what waits, what is under way, the rate and the time left.")
    .option("--watch", "show it again every two seconds");
  addCommonOptions(command, "print it as JSON, with --watch a line each time")
    .allowExcessArguments()
    .action(async (options: WatchOptions) => {
      // A word that is no subcommand's name arrives here.
      const [word] = command.args;
      if (word !== undefined) command.error(`error: unknown command 'queue ${word}'`);
      const { showQueue } = await import("./queue/show-queue.js");
      finish(await showQueue(options, context));
    });
}

function addFailed(queue: Command, context: Context, finish: Finish): void {
  const command = queue
    .command("failed")
    .usage("[options]")
    .summary("list the shards that were given up")
    .description("List the shards that were given up, the oldest first, with the reasons.");
  addCommonOptions(command, "print one JSON object per line").action(
    async (options: QueueCommandOptions) => {
      const { listFailedShards } = await import("./queue/mend-queue.js");
      finish(await listFailedShards(options, context));
    },
  );
}

function addRetry(queue: Command, context: Context, finish: Finish): void {
  const command = queue
    .command("retry")
    .usage("[options]")
    .summary("put the shards that were given up back")
    .description("Put the shards that were given up back onto the queue.");
  addCommonOptions(command, "print how many as JSON").action(
    async (options: QueueCommandOptions) => {
      const { retryShards } = await import("./queue/mend-queue.js");
      finish(await retryShards(options, context));
    },
  );
}

function addPurge(queue: Command, context: Context, finish: Finish): void {
  const command = queue
    .command("purge")
    .usage("[options]")
    .summary("take all that waits from the queue")
    .description("Take all that waits, and what was given up, from the queue. The index stays.")
    .option("--yes", "do not ask");
  addCommonOptions(command, "print how many as JSON").action(
    async (options: QueueCommandOptions & { yes?: boolean }) => {
      const { purgeQueue } = await import("./queue/mend-queue.js");
      finish(await purgeQueue(options, context));
    },
  );
}
