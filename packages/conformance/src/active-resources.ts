import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

/** How long a closed resource may take to be gone. */
const goneMs = 10_000;

/**
 * Counts what keeps the process alive, by kind. Waits first, so that ending resources
 * are not counted.
 */
export async function activeResources(): Promise<Map<string, number>> {
  await delay(50);
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** Waits until nothing new keeps the process alive. */
export async function nothingNewKeepsAlive(before: ReadonlyMap<string, number>): Promise<void> {
  const until = Date.now() + goneMs;
  for (;;) {
    const added = [...(await activeResources())].filter(
      ([kind, count]) => count > (before.get(kind) ?? 0),
    );
    if (added.length === 0) return;
    const kinds = added.map(([kind, count]) => `${count} ${kind}, ${before.get(kind) ?? 0} before`);
    assert.ok(
      Date.now() < until,
      `${goneMs / 1_000} s after close() this still keeps the process alive: ${kinds.join("; ")}`,
    );
  }
}
