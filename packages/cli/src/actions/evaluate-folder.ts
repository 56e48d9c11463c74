import { stat, writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { loadConfig } from "@revimg/adapters/config";
import {
  type IndexFailure,
  locatePath,
  type Revimg,
  RevimgError,
  type RevimgOptions,
  systemPath,
} from "@revimg/core";
import {
  type EvaluateOptions,
  type EvaluationReport,
  type EvaluationRun,
  evaluateClasses,
  evaluateEdited,
  openThrowawayIndex,
  type PictureFolder,
  readPictureFolder,
  renderReport,
  requireClasses,
} from "@revimg/core/evaluation";
import type { EvalCommandOptions } from "../commands/eval.js";
import { type Context, printJson, printLines } from "../context.js";
import { createCounter } from "../counter.js";
import { reportLines, toWireReport } from "../evaluation-view.js";
import { exitCodes } from "../exit-codes.js";
import { formatCount } from "../format.js";
import { modelForNewIndex } from "../model-for-new-index.js";
import { configRequest, openExistingIndex } from "../open-index.js";
import { createProgressReporter, silentProgress } from "../progress.js";
import { terminalWidth } from "../terminal.js";

/** Settings of revimg in the environment; a configuration that is compared is taken from its file alone. */
const settingVariable = /^REVIMG_/;

/** One of the runs that are set side by side. */
interface Contender {
  /** Null: the model's id, once it is known. */
  name: string | null;
  /** Opens the index; whoever asked disposes of it. */
  open(): Promise<AsyncDisposable & { revimg: Revimg }>;
}

/** `revimg eval`: measures how well a search does on a folder. Resolves to the exit code. */
export async function evaluateFolder(
  folder: string,
  options: EvalCommandOptions,
  context: Context,
): Promise<number> {
  const { distractors = null, seed, html, json = false } = options;
  await checkOptions(options);
  const pictures = await readPictureFolder(folder, context);
  // A folder without classes can still be asked for its copies.
  const classes = new Set(pictures.pictures.flatMap((picture) => picture.class ?? []));
  const hasClasses = !options.edited || classes.size > 1;
  if (hasClasses) requireClasses(pictures.pictures);
  const runs: EvaluationRun[] = [];
  for (const contender of contenders(options, context)) {
    runs.push(await run(contender, { folder, pictures, hasClasses }, options, context));
  }
  const duplicates = pictures.duplicates.length;
  const report: EvaluationReport = { folder, distractors, duplicates, seed, runs };
  if (html !== undefined) await writePage(html, await renderReport(report));
  if (json) printJson(context.stdout, toWireReport(report));
  else {
    const width = terminalWidth(context.stdout, context.environment);
    printLines(context.stdout, reportLines(report, width, html));
  }
  const failed = runs.some(({ failures }) => failures.length > 0);
  return failed ? exitCodes.withFailures : exitCodes.finished;
}

/** Before minutes of work, not after. */
async function checkOptions(options: EvalCommandOptions): Promise<void> {
  const { distractors, compareModel, compareConfig, model, useIndex, html } = options;
  if (compareModel !== undefined && compareConfig !== undefined) {
    throw usage("Give --compare-model or --compare-config, not both: two runs are compared.");
  }
  if (useIndex && (model ?? compareModel ?? distractors) !== undefined) {
    throw usage(
      "--use-index takes the index as it is: with its model, and its other pictures as distractors. Leave out --model, --compare-model and --distractors.",
    );
  }
  const isFolder = async (path: string) =>
    (await stat(systemPath(await locatePath(path))).catch(() => null))?.isDirectory() ?? false;
  if (distractors !== undefined && !(await isFolder(distractors))) {
    throw new RevimgError("not_found", `There is no folder ${distractors}.`);
  }
  if (
    html !== undefined &&
    !(await stat(dirname(resolve(html))).catch(() => null))?.isDirectory()
  ) {
    throw new RevimgError("not_found", `There is no folder ${dirname(html)} for the report.`);
  }
}

function contenders(options: EvalCommandOptions, context: Context): Contender[] {
  const { compareModel, compareConfig, useIndex } = options;
  const request = configRequest(options, context);
  const own = () => loadConfig(request);
  const first: Contender = {
    name: compareConfig === undefined ? null : "as configured",
    open: useIndex
      ? () => opened(openExistingIndex(options, context))
      : async () => temporary(await own(), options, context),
  };
  if (compareModel !== undefined) {
    const open = async () => temporary({ ...(await own()), model: compareModel }, options, context);
    return [first, { name: null, open }];
  }
  if (compareConfig === undefined) return [first];
  const environment = Object.fromEntries(
    Object.entries(context.environment).filter(([name]) => !settingVariable.test(name)),
  );
  const file = resolve(compareConfig);
  const { model } = options;
  const explicit = model === undefined ? {} : { model };
  const other = { ...context, environment: { ...environment, REVIMG_CONFIG: file } };
  const second: Contender = {
    name: basename(compareConfig),
    open: useIndex
      ? () => opened(openExistingIndex({}, other))
      : async () => temporary(await loadConfig({ explicit, environment, file }), options, context),
  };
  return [first, second];
}

async function temporary(config: RevimgOptions, options: EvalCommandOptions, context: Context) {
  const { model = "auto" } = config;
  const chosen = model === "auto" ? await modelForNewIndex(config, options, context) : model;
  // Tags are not looked at, and some models take long over them.
  return openThrowawayIndex({ ...config, model: chosen, tags: false });
}

async function opened(index: Promise<{ revimg: Revimg }>) {
  const { revimg } = await index;
  return { revimg, [Symbol.asyncDispose]: () => revimg.close() };
}

interface Subject {
  folder: string;
  pictures: PictureFolder;
  hasClasses: boolean;
}

async function run(
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

/** Indexes the pictures and the distractors; resolves to those that could not be. */
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

/** The pictures that an index should hold and does not. */
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

async function writePage(file: string, page: string): Promise<void> {
  await writeFile(file, page).catch((cause: unknown) => {
    throw new RevimgError("invalid_input", `The report can't be written to ${file}.`, { cause });
  });
}

function usage(message: string): RevimgError {
  return new RevimgError("invalid_input", message);
}
