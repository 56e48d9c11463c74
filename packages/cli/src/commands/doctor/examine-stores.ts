import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "@revimg/adapters/config";
import { errorTable } from "@revimg/core";
import { configRequest } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson } from "../../terminal/context.js";
import { createCounter } from "../../terminal/counter.js";
import { createStyle, hasColour, printable } from "../../terminal/terminal.js";
import { truncate } from "../../terminal/text-width.js";
import { examinePart, type Part } from "./examine-part.js";
import { examineQueue } from "./examine-queue.js";

export interface DoctorCommandOptions extends CommonOptions {
  part?: Part | "queue";
}

const parts: readonly Part[] = ["vectors", "metadata", "blobs"];

/** A reason may show two values that differ, and be longer than a screen. */
const longestReason = 400;

/**
 * `revimg doctor`: runs the conformance kit on the configured stores, and looks after the
 * queue where one is set. Resolves to the exit code.
 */
export async function examineStores(
  { part: only, json = false, ...options }: DoctorCommandOptions,
  context: Context,
): Promise<number> {
  const { signal, stdout, environment } = context;
  const style = createStyle(hasColour(stdout, environment));
  const counter = createCounter(context, json);
  const folder = await mkdtemp(join(tmpdir(), "revimg-doctor-"));
  const read = () => readConfig(configRequest(options, context));
  const totals = { kept: 0, broken: 0 };
  let queueProblems = 0;
  try {
    for (const part of only === undefined ? parts : only === "queue" ? [] : [only]) {
      const outcomes = examinePart(part, { read, folder }, ({ name, number, total }) => {
        counter.show(`${part}: ${number} of ${total}, ${name}`);
      });
      let broken = 0;
      for await (const outcome of outcomes) {
        signal.throwIfAborted();
        const { store, location, name, failure, number, total } = outcome;
        if (failure !== null) broken++;
        if (json) {
          printJson(stdout, {
            type: failure === null ? "kept" : "broken",
            part,
            store,
            name,
            failure,
          });
        } else if (failure !== null) {
          counter.print(stdout, `${style("red", "BROKEN")}  ${part}: ${name}`);
          counter.print(stdout, `        ${truncate(printable(failure), longestReason)}`);
        }
        if (number < total) continue;
        totals.kept += total - broken;
        totals.broken += broken;
        if (!json) counter.print(stdout, summary(part, store, location, total, broken));
      }
    }
    // Only a queue that is set: asking makes its tables, and rows in Postgres need none.
    const { settings } = await read();
    const isSet = settings.some(({ key, origin }) => key === "queue" && origin !== "default");
    if (only === "queue" || (only === undefined && isSet)) {
      queueProblems = await examineQueue({ ...options, json }, context);
    }
  } finally {
    counter.stop();
    await rm(folder, { recursive: true, force: true });
  }
  if (json) printJson(stdout, { type: "finished", ...totals });
  if (totals.broken > 0) return errorTable.store_failed.exit;
  return queueProblems > 0 ? exitCodes.withFailures : exitCodes.finished;
}

function summary(
  part: Part,
  store: string,
  location: string | null,
  total: number,
  broken: number,
): string {
  const where = location === null ? store : `${store}, ${printable(location)}`;
  const verdict =
    broken === 0 ? `all ${total} promises kept` : `${broken} of ${total} promises broken`;
  return `${part} (${where}): ${verdict}`;
}
