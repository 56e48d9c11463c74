import { countOf } from "./format";
import type { LibraryStatus } from "./library";

/** How the library is, in a sentence; where nothing can be found in it, the next step. */
export function libraryWords(status: LibraryStatus): string {
  const { state, count, done, total, failed, problem } = status;
  if (state === "unreachable") {
    return "The library does not answer. It may be starting; this page asks again by itself.";
  }
  if (state === "opening") return "Opening the library";
  if (state === "indexing") {
    const place = total === null ? countOf(done, "file", "files") : `${done} of ${total}`;
    return `Indexing: ${place}.${count > 0 ? " You can search already." : ""}`;
  }
  const pictures = countOf(count, "picture", "pictures");
  if (state === "failed") return `${pictures} indexed. Indexing ended early: ${problem}`;
  const unread = failed === 0 ? "" : `, ${countOf(failed, "file", "files")} could not be read`;
  if (count > 0) return `${pictures} indexed${unread}`;
  return `The library is empty${unread}. Add pictures, or start the server with a folder of them: npm start ~/Pictures`;
}

/** Whether the next step is to add pictures: the library is there, and nothing is in it or on its way. */
export function isEmptyLibrary({ state, count }: LibraryStatus): boolean {
  return state === "ready" && count === 0;
}
