import { RevimgError } from "@revimg/core";
import { toDeadLetterRecord } from "@revimg/http/wire";
import { openQueue } from "../../index-access/open-queue.js";
import { exitCodes } from "../../shared/exit-codes.js";
import { ask, canAsk } from "../../terminal/ask.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { formatCount, formatPictures } from "../../terminal/format.js";
import { shortPath } from "../../terminal/short-path.js";
import { printable } from "../../terminal/terminal.js";
import { shards } from "./queue-view.js";
import type { QueueCommandOptions } from "./show-queue.js";

const maxListed = 1_000;

/** `revimg queue failed`. Resolves to the exit code. */
export async function listFailedShards(
  options: QueueCommandOptions,
  context: Context,
): Promise<number> {
  const { signal, stdout } = context;
  await using queue = await openQueue(options, context);
  const letters = await queue.deadLetters({ limit: maxListed, signal });
  for (const letter of letters) {
    const { pictures, first, reason } = letter;
    if (options.json) printJson(stdout, toDeadLetterRecord(letter));
    else {
      const where = `${formatPictures(pictures)} from ${printable(shortPath(first))}`;
      printLines(stdout, [where, `  ${printable(reason)}`]);
    }
  }
  if (options.json) return exitCodes.finished;
  const { shards: total } = (await queue.status({ signal })).deadLetters;
  if (total === 0) printLines(stdout, ["No shard was given up."]);
  else if (total > letters.length) {
    printLines(stdout, [`… and ${formatCount(total - letters.length)} more`]);
  }
  return exitCodes.finished;
}

/** `revimg queue retry`. Resolves to the exit code. */
export async function retryShards(options: QueueCommandOptions, context: Context): Promise<number> {
  const { signal, stdout } = context;
  await using queue = await openQueue(options, context);
  const retried = await queue.retry({ signal });
  if (options.json) printJson(stdout, { retried });
  else printLines(stdout, [`${shards(retried)} put back onto the queue.`]);
  return exitCodes.finished;
}

/** `revimg queue purge`. Resolves to the exit code. */
export async function purgeQueue(
  options: QueueCommandOptions & { yes?: boolean },
  context: Context,
): Promise<number> {
  const { signal, stdout } = context;
  await using queue = await openQueue(options, context);
  if (!options.yes && (options.json || !canAsk(context))) {
    throw new RevimgError(
      "invalid_input",
      "Purging needs an answer, and nobody is there to give it. See first what waits (revimg queue), then say --yes.",
    );
  }
  const { waiting, deadLetters } = await queue.status({ signal });
  const count = shards(waiting.shards + deadLetters.shards);
  const answer = options.yes ? "y" : await ask(`Remove ${count} from the queue? [y/N] `, context);
  const purged = /^y(es)?$/i.test(answer) ? await queue.purge({ signal }) : 0;
  if (options.json) printJson(stdout, { purged });
  else printLines(stdout, [`${shards(purged)} removed from the queue.`]);
  return exitCodes.finished;
}
