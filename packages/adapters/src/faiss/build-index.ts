import type { SideIndexState, SideIndexTable } from "@revimg/core/sqlite";
import type { FaissProcess } from "./faiss-process.js";
import { sampleSlots } from "./plan.js";
import type { IndexFile, IndexPlan } from "./protocol.js";

/** Size of one message to the child. The caller's thread copies it in a millisecond or two. */
const pageBytes = 1024 * 1024;

/**
 * Lets a child make an index of all rows and write it to `path`. The index may have
 * old or new versions of rows that change in the meantime. The table knows which rows
 * these are.
 */
export async function buildIndex(
  child: FaissProcess,
  table: SideIndexTable,
  options: { plan: IndexPlan; path: string; state: SideIndexState },
): Promise<IndexFile> {
  const { plan, path, state } = options;
  const pageRows = Math.max(1, Math.floor(pageBytes / (4 * plan.dimension)));
  await child.call("begin", [plan]);
  if (plan.lists !== null) {
    const slots = sampleSlots(plan, state.slotEnd);
    for (let start = 0; start < slots.length; start += pageRows) {
      const { vectors } = await table.rowsAt(slots.slice(start, start + pageRows));
      await child.call("sample", [vectors]);
    }
    await child.call("train", []);
  }
  let added: Promise<void> = Promise.resolve();
  for (let from = 0; ; ) {
    const { slots, vectors } = await table.rows(from, pageRows);
    await added;
    if (slots.length === 0) return child.call("finish", [path]);
    from = slots.at(-1)! + 1;
    // The next rows are read while the child adds these.
    added = child.call("add", [slots, vectors]);
    added.catch(() => {});
  }
}
