import { RevimgError } from "../../lib/errors.js";

/**
 * Whether a store is open, and what: calls before `open()` reject with
 * `invalid_input`, those after `close()` with `disposed`. The file itself is
 * closed by `SqliteStores.close`.
 */
export function guard(store: string, what: string) {
  let name: string | null = null;
  let closed = false;
  const refuseClosed = () => {
    if (!closed) return;
    throw new RevimgError("disposed", `The ${store} store was closed.`, { adapter: "sqlite" });
  };
  const run = async <T>(work: (name: string) => Promise<T>): Promise<T> => {
    refuseClosed();
    if (name !== null) return work(name);
    throw new RevimgError(
      "invalid_input",
      `The ${store} store has no open ${what}: call open() first.`,
      {
        adapter: "sqlite",
      },
    );
  };
  const close = async () => {
    closed = true;
  };
  return {
    run,
    async open(opened: string, work: () => Promise<void>): Promise<void> {
      refuseClosed();
      await work();
      name = opened;
    },
    drop: (dropped: string, work: () => Promise<void>) =>
      run(async () => {
        // Also when it was aborted: by then it may be gone.
        try {
          await work();
        } finally {
          if (name === dropped) name = null;
        }
      }),
    closing: { close, [Symbol.asyncDispose]: close },
  };
}
