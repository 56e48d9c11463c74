import type { DuplicatesRequest, DuplicatesResponse, RevimgClient } from "@revimg/http/client";

/** Groups from which on a page is full. */
const fullPage = 10;

/** Most milliseconds after which a page is shown with what was found. */
const mostMs = 8_000;

/** Goes on until there is something to show, or until a person has waited long enough. */
export async function findGroups(
  client: RevimgClient,
  wishes: DuplicatesRequest,
  signal: AbortSignal,
): Promise<DuplicatesResponse> {
  const started = performance.now();
  const groups: DuplicatesResponse["groups"] = [];
  const request = { ...wishes, limit: fullPage };
  let lookedAt = 0;
  for await (const page of client.duplicatePages(request, { signal })) {
    groups.push(...page.groups);
    lookedAt += page.progress.done;
    const isEnough = groups.length >= fullPage || performance.now() - started > mostMs;
    if (!isEnough && page.next_cursor !== null) continue;
    return { ...page, groups, progress: { ...page.progress, done: lookedAt } };
  }
  throw new Error("There was no page of duplicates.");
}
