import assert from "node:assert/strict";
import type { Page } from "@revimg/core";

/**
 * Follows one scan that goes on between other calls. What is there from its first page
 * to its last must be listed, each id once. What comes, goes or changes meanwhile may
 * be listed or not.
 */
export class ScanTracker {
  readonly #pageSize: number;
  readonly #steady: Set<string>;
  readonly #listed: string[] = [];
  #after: string | null = null;
  #isDone = false;

  constructor(pageSize: number, ids: readonly string[]) {
    this.#pageSize = pageSize;
    this.#steady = new Set(ids);
  }

  touch(ids: readonly string[]): void {
    for (const id of ids) this.#steady.delete(id);
  }

  async next(scan: (after: string | null, pageSize: number) => Promise<Page>): Promise<void> {
    if (this.#isDone) return;
    const { ids, next } = await scan(this.#after, this.#pageSize);
    assert.ok(ids.length <= this.#pageSize, "a page has more ids than asked for");
    this.#listed.push(...ids);
    this.#after = next;
    if (next === null) this.#finish();
  }

  /** Goes on to the last page. */
  async drain(scan: (after: string | null, pageSize: number) => Promise<Page>): Promise<void> {
    for (let pages = 0; !this.#isDone; pages++) {
      assert.ok(pages < 1_000, "a scan does not end");
      await this.next(scan);
    }
  }

  #finish(): void {
    this.#isDone = true;
    const counts = new Map<string, number>();
    for (const id of this.#listed) counts.set(id, (counts.get(id) ?? 0) + 1);
    for (const id of this.#steady) {
      assert.equal(counts.get(id), 1, `a scan lists ${id} not once, though it stayed as it was`);
    }
  }
}
