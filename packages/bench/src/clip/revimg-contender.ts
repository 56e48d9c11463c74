import { join } from "node:path";
import { createRevimg, type Revimg } from "@revimg/core";
import { type Contender, type ContenderOptions, inLanes } from "./contender.js";

/** This project: calls with one picture each, which it gathers into batches of up to 8 itself. */
export async function createRevimgContender(
  { modelFolder, workDirectory, threads }: ContenderOptions,
  workers: number,
): Promise<Contender & { revimg: Revimg }> {
  const revimg = await createRevimg({
    dataDirectory: join(workDirectory, "revimg"),
    model: join(modelFolder, "manifest.json"),
    // The same pictures come in every round.
    cache: false,
    inference: { workers, threads: Math.max(1, Math.floor(threads / workers)) },
  });
  return {
    revimg,
    // Twice as many calls as a batch has places: the next pictures are decoded while one batch runs.
    embed: (jpegs, batch) =>
      inLanes(jpegs, batch === 1 ? 1 : 2 * batch, (jpeg) => revimg.embedImage(jpeg)),
  };
}
