import { createRevimg, isRevimgError, type Revimg, type RevimgOptions } from "@revimg/core";

/** `unexpected: …` for an error that a fault of a store or of the file system should not become. */
export type Outcome = "finished" | "failed" | `unexpected: ${string}`;

/** Errors that a store's fault may end a run with. */
const expected = ["store_failed", "disk_full", "lease_lost", "image_decode_failed"] as const;

/**
 * Indexes a folder, with pruning half of the time, and at times deletes some pictures and
 * repairs. What it does follows from two random numbers.
 */
export async function everydayWork(
  options: RevimgOptions,
  folder: string,
  random: () => number,
  more: readonly string[] = [],
): Promise<Outcome> {
  const choice = random();
  const originals = random() < 0.5 ? "copy" : "reference";
  let revimg: Revimg | undefined;
  try {
    revimg = await createRevimg(options);
    const run = revimg.index(folder, { originals, prune: choice < 0.5 });
    for await (const _ of run);
    if (choice > 0.7) {
      const { images } = await revimg.list({ limit: 3 });
      await revimg.delete(images.map(({ id }) => id));
      for await (const _ of revimg.verify({ repair: true }));
    }
    return "finished";
  } catch (error) {
    const codes = [...expected, ...more];
    if (isRevimgError(error) && codes.includes(error.code)) return "failed";
    return `unexpected: ${error instanceof Error ? error.stack : error}`;
  } finally {
    await revimg?.close().catch(() => {});
  }
}
