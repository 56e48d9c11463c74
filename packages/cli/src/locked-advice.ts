import type { RevimgError } from "@revimg/core";
import { shellCommand } from "./terminal/shell.js";

/**
 * Advice for an index that a running server holds. For `search`, `stats` and `keys` it is a
 * command to copy.
 */
export function lockedAdvice(error: RevimgError, words: readonly string[]): string[] {
  const { url } = error.details;
  if (error.code !== "index_locked" || typeof url !== "string") return [];
  const [command = ""] = words;
  if (command === "search" || command === "stats" || command === "keys") {
    const line = shellCommand(["revimg", ...withoutIndexOptions(words), "--server", url]);
    return ["The same through that server:", `  ${line}`];
  }
  if (command === "index") {
    return [
      "Indexing through a server is not possible yet: stop it, then run the same command again.",
    ];
  }
  return [];
}

/** The server knows where its index lies. */
function withoutIndexOptions(words: readonly string[]): string[] {
  return words.filter((word, index) => {
    const before = words[index - 1];
    return (
      !/^--(data|collection)(=|$)/.test(word) && before !== "--data" && before !== "--collection"
    );
  });
}
