import assert from "node:assert/strict";
import type { Page } from "@revimg/core";

/** More pages than any case needs. A store whose pages never end fails here. */
const maxPages = 10_000;

/** All pages of a scan. `between` runs after each page with ids, except the last. */
export async function allPages(
  pageSize: number,
  scan: (after: string | null) => Promise<Page>,
  between?: (ids: readonly string[]) => Promise<void>,
): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (let pages = 1; pages <= maxPages; pages++) {
    const page: Page = await scan(after);
    assert.ok(
      page.ids.length <= pageSize,
      `a page of at most ${pageSize} ids has ${page.ids.length}`,
    );
    ids.push(...page.ids);
    if (page.next === null) return ids;
    after = page.next;
    if (page.ids.length > 0) await between?.(page.ids);
  }
  return assert.fail(`a scan did not end after ${maxPages} pages`);
}
