import { openSync, writeSync } from "node:fs";
import { createRevimg } from "@revimg/core";
import { seededRandom } from "@revimg/core/evaluation";
import { type SharedIndex, slowOptionsOf } from "./shared-index.js";

/** How a process is started: one JSON argument. */
export interface OwnerProcessOptions {
  index: SharedIndex;
  folder: string;
  names: readonly string[];
  seed: number;
  /** How many times it changes the index. */
  operations: number;
  /**
   * What happens is appended here, a line at a time. A repair that finds anything but
   * the unfinished pictures of a killed process is a fault.
   */
  logFile: string;
}

/** A process that indexes, deletes and repairs at random, beside others that do the same. */
const { index, folder, names, seed, operations, logFile } = JSON.parse(
  process.argv[2]!,
) as OwnerProcessOptions;
const log = openSync(logFile, "a");
const random = seededRandom(seed);
const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)]!;

await using revimg = await createRevimg(slowOptionsOf(index, random));
writeSync(log, "opened\n");
const seen = new Set<string>();
for (let i = 0; i < operations; i++) {
  const dice = i === 0 ? 0 : random();
  if (dice < 0.5) {
    const part = names.filter(() => dice < 0.3 || random() < 0.5);
    const source = dice < 0.3 ? folder : part.map((name) => `${folder}/${name}`);
    for await (const event of revimg.index(source, { originals: "copy" })) {
      if ("id" in event) seen.add(event.id);
    }
  } else if (dice < 0.88) {
    await revimg.delete(Array.from({ length: 6 }, () => pick([...seen])));
  } else {
    for await (const event of revimg.verify({ repair: true })) {
      if (event.type !== "problem" || event.problem.kind === "unfinished") continue;
      writeSync(log, `fault ${event.problem.kind}: ${event.problem.subject}\n`);
    }
  }
}
