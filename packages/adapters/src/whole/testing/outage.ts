import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { isRevimgError, type Revimg, type RevimgError } from "@revimg/core";
import { expect } from "vitest";

/** Runs `index()` to its end; `onEvent` sees how many pictures are done and is waited for. */
export async function indexAll(
  revimg: Revimg,
  folder: string,
  onDone: (done: number) => unknown = () => {},
): Promise<{ added: number; unchanged: number; failed: number }> {
  let totals = { added: 0, unchanged: 0, failed: 0 };
  for await (const { progress } of revimg.index(folder)) {
    await onDone(progress.done);
    const { added, unchanged, failed } = progress;
    totals = { added, unchanged, failed };
  }
  return totals;
}

/** The error of a call that has to fail before `boundMs`: an endless wait is a failure of the test. */
export async function failureOf(call: Promise<unknown>, boundMs: number): Promise<RevimgError> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer after ${boundMs} ms.`)), boundMs);
  });
  const settled = call.then(
    () => new Error("The call went through."),
    (error: unknown) => error,
  );
  try {
    const error = await Promise.race([settled, late]);
    if (isRevimgError(error)) return error;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when a call of a store begins, such as `blobs.put`. */
export function callOf(operation: string): Promise<void> {
  const channel = "tracing:revimg:store:start";
  return new Promise((resolve) => {
    const listen = (message: unknown) => {
      if ((message as { operation?: string }).operation !== operation) return;
      unsubscribe(channel, listen);
      resolve();
    };
    subscribe(channel, listen);
  });
}

/** That every picture is there once, whole, and visible. */
export async function expectWhole(revimg: Revimg, pictures: number): Promise<void> {
  expect(await revimg.stats()).toMatchObject({ count: pictures, pending: 0, failed: 0 });
  for await (const event of revimg.verify()) {
    if (event.type === "problem") expect(event.problem).toBeUndefined();
    if (event.type !== "finished") continue;
    expect(event.progress).toEqual({ rows: pictures, vectors: pictures, blobs: pictures });
  }
}
