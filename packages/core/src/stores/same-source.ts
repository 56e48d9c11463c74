import type { ImageSource } from "./image-record.js";

/**
 * What tells one source of a picture from another: its path, else its URL, else its
 * page. It may have none of these.
 */
export type SourcePlace = Pick<ImageSource, "path" | "url" | "pageUrl">;

/** Whether two sources of one picture are the same by the rule of `MetadataStore.put`. */
export function isSameSource(a: SourcePlace, b: SourcePlace): boolean {
  if (a.path !== undefined || b.path !== undefined) return a.path === b.path;
  if (a.url !== undefined || b.url !== undefined) return a.url === b.url;
  return a.pageUrl === b.pageUrl;
}
