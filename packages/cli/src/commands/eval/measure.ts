import { type IndexFailure, type Revimg, RevimgError } from "@revimg/core";
import {
  type EvaluateOptions,
  type EvaluationRun,
  evaluateClasses,
  evaluateEdited,
  type PictureFolder,
} from "@revimg/core/evaluation";
import type { Context } from "../../terminal/context.js";
import { createCounter } from "../../terminal/counter.js";
import { formatCount } from "../../terminal/format.js";
import { createProgressReporter, silentProgress } from "../../terminal/progress.js";
import type { Contender } from "./contenders.js";
import type { EvalCommandOptions } from "./options.js";

interface Subject {
  folder: string;
  pictures: PictureFolder;
  hasClasses: boolean;
}

/** Opens the index of one contender and searches with every picture. */
export async function measure(
  { name, open }: Contender,
  { folder, pictures: { pictures, failures: unread }, hasClasses }: Subject,
  options: EvalCommandOptions,
  context: Context,
): Promise<EvaluationRun> {
  const { signal } = context;
  signal.throwIfAborted();
  const index = await open();
  try {
    const { revimg } = index;
    const failures = options.useIndex
      ? [...unread, ...(await missingOf(revimg, pictures, signal))]
      : await fill(revimg, folder, options, context);
    const classes = hasClasses
      ? await withCounter(
          "queries",
          (each) => evaluateClasses(revimg, pictures, each),
          options,
          context,
        )
      : null;
    const edited = options.edited
      ? await withCounter(
          "copies",
          (each) => evaluateEdited(revimg, pictures, each),
          options,
          context,
        )
      : null;
    const { count, stores } = await revimg.stats({ signal });
    const { id, dimension } = revimg.model;
    return {
      name: name ?? id,
      model: { id, dimension },
      stores: { vectors: stores.vectors, metadata: stores.metadata },
      pictures: count,
      failures,
      classes,
      edited,
    };
  } finally {
    await index[Symbol.asyncDispose]();
  }
}

/** Indexes the pictures and the distractors. Resolves to those that failed. */
async function fill(
  revimg: Revimg,
  folder: string,
  { distractors, json }: EvalCommandOptions,
  { signal, stderr, stdout, environment }: Context,
): Promise<IndexFailure[]> {
  const isSilent = json && (stdout.isTTY || !stderr.isTTY);
  const progress = isSilent ? silentProgress : createProgressReporter(stderr, environment);
  const failures: IndexFailure[] = [];
  try {
    const sources = distractors === undefined ? [folder] : [folder, distractors];
    for await (const event of revimg.index(sources, { signal, originals: "reference" })) {
      progress.update(event.progress);
      if (event.type === "finished") failures.push(...event.failures);
    }
  } finally {
    progress.stop();
  }
  signal.throwIfAborted();
  return failures;
}

/** The pictures that the index should hold but does not. */
async function missingOf(
  revimg: Revimg,
  pictures: PictureFolder["pictures"],
  signal: AbortSignal,
): Promise<IndexFailure[]> {
  const missing: IndexFailure[] = [];
  for (const { id, path } of pictures) {
    if (await revimg.get(id, { signal })) continue;
    missing.push({ name: path, code: "not_found", reason: "The index does not hold it." });
  }
  if (missing.length < pictures.length) return missing;
  throw new RevimgError(
    "not_found",
    "The index holds none of the pictures. Add them first (revimg index <folder>), or leave out --use-index to measure on a temporary index.",
  );
}

async function withCounter<Figures>(
  what: string,
  work: (options: EvaluateOptions) => Promise<Figures>,
  { queries, seed, json = false }: EvalCommandOptions,
  context: Context,
): Promise<Figures> {
  const counter = createCounter(context, json);
  const onProgress: EvaluateOptions["onProgress"] = ({ done, total }) =>
    counter.show(`${formatCount(done)} of ${formatCount(total)} ${what}`);
  try {
    return await work({ queries, seed, signal: context.signal, onProgress });
  } finally {
    counter.stop();
  }
}
