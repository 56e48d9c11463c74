import { join } from "node:path";
import { createRevimg } from "@revimg/core";
import { clipModelFolder } from "@revimg/testing/clip-model";

/**
 * Makes an empty index that came to `mini` from another model, and has begun to move back.
 *
 * @param {string} dataDirectory
 */
export async function makeMovedIndex(dataDirectory) {
  const model = join(await clipModelFolder({ size: "tiny" }), "manifest.json");
  const revimg = await createRevimg({ dataDirectory, model });
  try {
    for await (const _ of revimg.reindex({ model: "mini" }));
    for await (const { type } of revimg.reindex({ model })) if (type === "started") break;
  } finally {
    await revimg.close();
  }
}
