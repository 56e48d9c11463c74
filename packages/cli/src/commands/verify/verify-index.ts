import type { VerifyEvent, VerifyProblem, VerifyProblemKind } from "@revimg/core";
import {
  indexCommand,
  type OpenedIndex,
  openExistingIndex,
} from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { createCounter } from "../../terminal/counter.js";
import { formatCount } from "../../terminal/format.js";
import { shellCommand } from "../../terminal/shell.js";
import { printable } from "../../terminal/terminal.js";

export interface VerifyCommandOptions extends CommonOptions {
  repair?: boolean;
  bytes?: boolean;
}

type Finished = Extract<VerifyEvent, { type: "finished" }>;

const meanings: Record<VerifyProblemKind, string> = {
  unfinished: "half done, left by an interrupted run",
  vector_missing: "its vector is missing",
  thumbnail_missing: "its thumbnail is missing",
  original_missing: "the copy of its original is missing",
  thumbnail_damaged: "its thumbnail can't be read",
  original_damaged: "the copy of its original has other bytes than were stored",
  signature_missing: "it lacks what its edited copies are known by",
  file_changed: "its file was moved, changed or deleted",
  vector_orphan: "a vector of no picture",
  blob_orphan: "a stored file of no picture",
};

const outcomes: Record<VerifyProblem["outcome"], string> = {
  found: "",
  mended: ": mended",
  removed: ": removed",
  hidden: ": searches no longer show it; index the picture again",
  lost: ": nothing to mend it from; index the picture again",
};

/** `revimg verify`: tells what does not fit. Resolves to the exit code. */
export async function verifyIndex(
  { repair = false, bytes = false, json = false, ...options }: VerifyCommandOptions,
  context: Context,
): Promise<number> {
  const { signal, stdout } = context;
  const index = await openExistingIndex(options, context, { preload: false });
  const counter = createCounter(context, json);
  let finished: Finished | undefined;
  /** Problems that a person must solve. */
  let left = 0;
  try {
    for await (const event of index.revimg.verify({ repair, bytes, signal })) {
      counter.show(`Checked ${counts(event)}`);
      if (event.type === "finished") finished = event;
      if (event.type !== "problem") continue;
      const { problem } = event;
      if (problem.outcome !== "mended" && problem.outcome !== "removed") left++;
      if (json) printJson(stdout, { type: "problem", ...problem });
      else counter.print(stdout, line(problem));
    }
  } finally {
    counter.stop();
    await index.revimg.close();
  }
  const { progress, problems } = finished!;
  if (json) printJson(stdout, { type: "finished", checked: progress, problems, left });
  else printLines(stdout, summary(finished!, left, repair, index, context));
  return left > 0 ? exitCodes.withFailures : exitCodes.finished;
}

function line({ kind, subject, name, outcome }: VerifyProblem): string {
  const what = name === null ? subject : `${printable(name)} (${subject})`;
  return `${what}: ${meanings[kind]}${outcomes[outcome]}`;
}

function summary(
  finished: Finished,
  left: number,
  repair: boolean,
  index: OpenedIndex,
  { words }: Context,
): string[] {
  const found = Object.values(finished.problems).reduce((sum, count) => sum + count, 0);
  if (found === 0) return [`Everything fits: ${counts(finished)}.`];
  const first = `${problemCount(found)} in ${counts(finished)}.`;
  if (!repair) return [first, `To mend: ${shellCommand(["revimg", ...words, "--repair"])}`];
  if (left === 0) return [`${first} All are mended or removed.`];
  return [
    first,
    `Left for you: ${problemCount(left)}. Have the pictures at hand, then run:`,
    `  ${indexCommand(index)}`,
  ];
}

function counts({ progress: { rows, vectors, blobs } }: VerifyEvent): string {
  return `${count(rows, "row")}, ${count(vectors, "vector")}, ${count(blobs, "stored file")}`;
}

function problemCount(problems: number): string {
  return count(problems, "problem");
}

function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? "" : "s"}`;
}
