import { loadBinding } from "./faiss/binding.js";
import { HeldIndex } from "./faiss/held-index.js";
import { DamagedFileError } from "./faiss/index-file.js";
import type { ChildCall, ChildMessage } from "./faiss/protocol.js";

/**
 * The process that runs FAISS. It is a process of its own because an exception inside
 * FAISS ends the process, and each call of FAISS blocks the thread until it is done.
 * Argument: the path of the binding, or nothing for faiss-node.
 */
const [, , bindingPath] = process.argv;

function send(message: ChildMessage): void {
  process.send?.(message);
}

const binding = loadBinding(bindingPath || undefined);
if ("reason" in binding) {
  send({ unusable: binding });
  process.disconnect();
} else {
  const index = new HeldIndex(binding);
  let last: Promise<void> = Promise.resolve();
  process.on("message", (message: ChildCall) => {
    last = last.then(() => answer(index, message));
  });
  // The parent process has gone.
  process.on("disconnect", () => process.exit());
  send({ ready: true });
}

async function answer(index: HeldIndex, { call, method, args }: ChildCall): Promise<void> {
  try {
    const work = index[method] as (...args: unknown[]) => unknown;
    send({ call, result: await work.apply(index, args) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send({ call, failure: { message, isDamaged: error instanceof DamagedFileError } });
  }
}
