import {
  inLanes
} from "./chunk-MEM5EQTL.js";
import "./chunk-UAWBPTDW.js";

// src/clip/revimg-contender.ts
import { join } from "path";
import { createRevimg } from "@revimg/core";
async function createRevimgContender({ modelFolder, workDirectory, threads }, workers) {
  const revimg = await createRevimg({
    dataDirectory: join(workDirectory, "revimg"),
    model: join(modelFolder, "manifest.json"),
    // The same pictures come in every round.
    cache: false,
    inference: { workers, threads: Math.max(1, Math.floor(threads / workers)) }
  });
  return {
    revimg,
    // Twice as many calls as a batch has places: the next pictures are decoded while one batch runs.
    embed: (jpegs, batch) => inLanes(jpegs, batch === 1 ? 1 : 2 * batch, (jpeg) => revimg.embedImage(jpeg))
  };
}
export {
  createRevimgContender
};
//# sourceMappingURL=revimg-contender-PPQ3PS3J.js.map