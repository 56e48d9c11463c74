import type { VerifyEvent, VerifyProblem, VerifyProblemKind } from "@revimg/core";
import type { VerifyCommandOptions } from "../commands/verify.js";
import { type Context, printJson, printLines } from "../context.js";
import { createCounter } from "../counter.js";
import { exitCodes } from "../exit-codes.js";
import { formatCount } from "../format.js";
import { openExistingIndex } from "../open-index.js";
import { printable } from "../terminal.js";

type Finished = Extract<VerifyEvent, { type: "finished" }>;

const meanings: Record<VerifyProblemKind, string> = {
  unfinished: "left half done by an interrupted run",
  vector_missing: "no vector",
  thumbnail_missing: "no thumbnail",
  original_missing: "the copy of its bytes is gone",
  file_changed: "its file was moved, changed or deleted",
  vector_orphan: "a vector that belongs to no picture",
  blob_orphan: "a stored file that belongs to no picture",
};

const outcomes: Record<VerifyProblem["outcome"], string> = {
  found: "",
  mended: "mended",
  removed: "removed",
  hidden: "hidden from searches: index the picture again",
  lost: "nothing here to mend it from: index the picture again",
};

/** `revimg verify`: tells what does not fit. Resolves to the exit code. */
export async function verifyIndex(
  { repair = false, json, ...options }: VerifyCommandOptions,
  context: Context,
): Promise<number> {
  const { signal, stdout } = context;
  const counter = createCounter(context, json === true);
  const { revimg } = await openExistingIndex(options, context);
  let finished: Finished | undefined;
  let open = 0;
  try {
    for await (const event of revimg.verify({ repair, signal })) {
      const { rows, vectors, blobs } = event.progress;
      counter.show(
        `Checked ${formatCount(rows)} rows, ${formatCount(vectors)} vectors, ${formatCount(blobs)} stored files`,
      );
      if (event.type === "finished") finished = event;
      if (event.type !== "problem") continue;
      const { problem } = event;
      if (problem.outcome === "found" || problem.outcome === "lost") open++;
      if (json) printJson(stdout, { type: "problem", problem });
      else counter.print(stdout, line(problem));
    }
  } finally {
    counter.stop();
    await revimg.close();
  }
  if (json) printJson(stdout, { type: "finished", ...finished!.progress, ...finished!.problems });
  else printLines(stdout, summary(finished!, repair, open));
  return open > 0 ? exitCodes.withFailures : exitCodes.finished;
}

function line({ kind, subject, name, outcome }: VerifyProblem): string {
  const what = name === null ? subject : `${printable(name)} (${subject})`;
  return `${what}: ${[meanings[kind], outcomes[outcome]].filter(Boolean).join("; ")}`;
}

function summary({ progress, problems }: Finished, repair: boolean, open: number): string[] {
  const { rows, vectors, blobs } = progress;
  const looked = `${formatCount(rows)} rows, ${formatCount(vectors)} vectors and ${formatCount(blobs)} stored files`;
  const found = Object.values(problems).reduce((sum, count) => sum + count, 0);
  if (found === 0) return [`Everything fits: ${looked}.`];
  const count = found === 1 ? "1 problem" : `${formatCount(found)} problems`;
  const first = `${count} in ${looked}.`;
  if (!repair) return [first, "To mend them, run: revimg verify --repair"];
  if (open === 0) return [`${first} All are dealt with.`];
  return [first, "Those that are left need their pictures: revimg index <folder>"];
}
