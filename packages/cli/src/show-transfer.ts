import type {
  TransferEvent,
  TransferProblemKind,
  TransferProgress,
  TransferReport,
} from "@revimg/core/transfer";
import { type Context, printJson, printLines } from "./context.js";
import { createCounter } from "./counter.js";
import { exitCodes } from "./exit-codes.js";
import { formatBytes, formatCount, formatDuration } from "./format.js";
import { printable } from "./terminal.js";

type Finished = Extract<TransferEvent, { type: "finished" }>;

const meanings: Record<TransferProblemKind, string> = {
  vector_missing: "its vector is missing in the source",
  thumbnail_missing: "its thumbnail is missing in the source",
  original_missing: "the copy of its original is missing in the source",
  original_damaged: "the copy of its original is damaged in the source, and was left behind",
};

/** Shows a copy from its beginning to its end. Resolves to the exit code. */
export async function showTransfer(
  events: AsyncIterable<TransferEvent>,
  { verb, json }: { verb: string; json: boolean },
  context: Context,
): Promise<number> {
  const { stdout } = context;
  const counter = createCounter(context, json);
  let finished: Finished | undefined;
  try {
    for await (const event of events) {
      const { progress } = event;
      if (event.type === "checking") counter.show("Comparing both sides");
      else counter.show(`${verb} ${progressText(progress)}`);
      if (event.type === "finished") finished = event;
      if (event.type !== "problem") continue;
      const { problem } = event;
      if (json) printJson(stdout, { type: "problem", ...problem });
      else {
        const name = printable(problem.name);
        counter.print(stdout, `${name} (${problem.id}): ${meanings[problem.kind]}`);
      }
    }
  } finally {
    counter.stop();
  }
  const { progress, problems, report } = finished!;
  if (json) printJson(stdout, { type: "finished", progress, problems, report });
  else printLines(stdout, [summary(progress), ...comparison(report), ...advice(problems, report)]);
  return problems === 0 && report.matches ? exitCodes.finished : exitCodes.withFailures;
}

function progressText({ done, total, bytes }: TransferProgress): string {
  return `${formatCount(done)} of ${formatCount(total)} rows, ${formatBytes(bytes)} of pictures`;
}

function summary({ copied, unchanged, blobs, bytes, elapsedMs }: TransferProgress): string {
  const before = unchanged > 0 ? `, ${formatCount(unchanged)} were there already` : "";
  return `Copied ${formatCount(copied)} rows${before}; ${formatCount(blobs)} stored files (${formatBytes(bytes)}) in ${formatDuration(elapsedMs)}.`;
}

function comparison({ rows, vectors, searches }: TransferReport): string[] {
  const { asked, agreement } = searches;
  const compared =
    agreement === null
      ? "none"
      : `${formatCount(asked)} asked on both sides, ${(100 * agreement).toFixed(1)} % the same`;
  return [
    `Rows      ${formatCount(rows.source)} here, ${formatCount(rows.target)} there`,
    `Vectors   ${formatCount(vectors.source)} here, ${formatCount(vectors.target)} there`,
    `Searches  ${compared}`,
  ];
}

function advice(problems: number, { matches }: TransferReport): string[] {
  if (!matches)
    return [
      "The sides differ. Run the same command again; if they still do, look at the target with revimg verify.",
    ];
  if (problems > 0)
    return [
      "The source lacks what is told above. Mend it there with revimg verify --repair, then run the same command again.",
    ];
  return ["Both sides are the same."];
}
