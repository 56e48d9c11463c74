import { stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { locatePath, RevimgError, systemPath } from "@revimg/core";
import {
  type EvaluationReport,
  type EvaluationRun,
  readPictureFolder,
  renderReport,
  requireClasses,
} from "@revimg/core/evaluation";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { terminalWidth } from "../../terminal/terminal.js";
import { contenders } from "./contenders.js";
import { reportLines, toWireReport } from "./evaluation-view.js";
import { measure } from "./measure.js";
import type { EvalCommandOptions } from "./options.js";

/** `revimg eval`: measures how well a search does on a folder. Resolves to the exit code. */
export async function evaluateFolder(
  folder: string,
  options: EvalCommandOptions,
  context: Context,
): Promise<number> {
  const { distractors = null, seed, html, json = false } = options;
  await checkOptions(options);
  const pictures = await readPictureFolder(folder, context);
  // Without classes, the search for edited copies can still be measured.
  const classes = new Set(pictures.pictures.flatMap((picture) => picture.class ?? []));
  const hasClasses = !options.edited || classes.size > 1;
  if (hasClasses) requireClasses(pictures.pictures);
  const runs: EvaluationRun[] = [];
  for (const contender of contenders(options, context)) {
    runs.push(await measure(contender, { folder, pictures, hasClasses }, options, context));
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

/** Finds wrong options before minutes of work, not after. */
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

async function writePage(file: string, page: string): Promise<void> {
  await writeFile(file, page).catch((cause: unknown) => {
    throw new RevimgError("invalid_input", `The report can't be written to ${file}.`, { cause });
  });
}

function usage(message: string): RevimgError {
  return new RevimgError("invalid_input", message);
}
