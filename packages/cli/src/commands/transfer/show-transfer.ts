import type {
  ExportEvent,
  TransferEvent,
  TransferProblemKind,
  TransferProgress,
  TransferReport,
} from "@revimg/core/transfer";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { createCounter } from "../../terminal/counter.js";
import { formatBytes, formatCount, formatDuration } from "../../terminal/format.js";
import { printable } from "../../terminal/terminal.js";

type Finished<Event> = Extract<Event, { type: "finished" }>;

interface ShowOptions {
  /** What happens to the rows, such as `Copied`. */
  verb: string;
  json: boolean;
}

const meanings: Record<TransferProblemKind, string> = {
  vector_missing: "its vector is missing in the source",
  thumbnail_missing: "its thumbnail is missing in the source",
  original_missing: "the copy of its original is missing in the source",
  original_damaged: "the copy of its original is damaged in the source, and was left behind",
};

/** Shows the progress of a copy and its result. Resolves to the exit code. */
export async function showTransfer(
  events: AsyncIterable<TransferEvent>,
  {
    sides = { from: "here", to: "there" },
    ...options
  }: ShowOptions & { sides?: { from: string; to: string } },
  context: Context,
): Promise<number> {
  const { progress, problems, report } = await followTransfer(events, options, context);
  const { stdout } = context;
  if (options.json) printJson(stdout, { type: "finished", progress, problems, report });
  else {
    printLines(stdout, [
      summary(progress, options.verb),
      ...comparison(report, sides),
      ...advice(problems, report),
    ]);
  }
  return problems === 0 && report.matches ? exitCodes.finished : exitCodes.withFailures;
}

/** Shows the progress of a copy, and its problems, until it ends. */
export async function followTransfer<Event extends TransferEvent | ExportEvent>(
  events: AsyncIterable<Event>,
  { verb, json }: ShowOptions,
  context: Context,
): Promise<Finished<Event>> {
  const counter = createCounter(context, json);
  let finished: Event | undefined;
  try {
    for await (const event of events) {
      counter.show(statusLine(event, verb));
      if (event.type === "finished") finished = event;
      if (event.type !== "problem") continue;
      const { kind, id, name } = event.problem;
      if (json) printJson(context.stdout, { type: "problem", kind, id, name });
      else counter.print(context.stdout, `${printable(name)} (${id}): ${meanings[kind]}`);
    }
  } finally {
    counter.stop();
  }
  return finished as Finished<Event>;
}

/** `Copied 12 rows, 3 were there already; 24 stored files (1.2 MB) in 2 s.` */
export function summary(
  { copied, unchanged, blobs, bytes, elapsedMs }: TransferProgress,
  verb: string,
): string {
  const before = unchanged > 0 ? `, ${formatCount(unchanged)} were there already` : "";
  return `${verb} ${formatCount(copied)} rows${before}; ${formatCount(blobs)} stored files (${formatBytes(bytes)}) in ${formatDuration(elapsedMs)}.`;
}

function statusLine(event: TransferEvent | ExportEvent, verb: string): string {
  if (event.type === "checking") return "Comparing both sides";
  if (event.type === "verifying") {
    return `Checked ${formatCount(event.files)} files, ${formatBytes(event.bytes)}`;
  }
  const { done, total, bytes } = event.progress;
  return `${verb} ${formatCount(done)} of ${formatCount(total)} rows, ${formatBytes(bytes)} of pictures`;
}

function comparison(
  { rows, vectors, searches: { asked, agreement } }: TransferReport,
  { from, to }: { from: string; to: string },
): string[] {
  const searched =
    agreement === null
      ? "none"
      : `${formatCount(asked)} vectors searched for, ${(100 * agreement).toFixed(1)} % as expected`;
  return [
    `Rows      ${formatCount(rows.source)} ${from}, ${formatCount(rows.target)} ${to}`,
    `Vectors   ${formatCount(vectors.source)} ${from}, ${formatCount(vectors.target)} ${to}`,
    `Searches  ${searched}`,
  ];
}

function advice(problems: number, { matches }: TransferReport): string[] {
  if (!matches) {
    return [
      "The sides differ. Run the same command again; if they still do, look at the target with revimg verify.",
    ];
  }
  if (problems === 0) return ["Both sides are the same."];
  return [
    "The source lacks what is told above. Mend it there with revimg verify --repair, then run the same command again.",
  ];
}
