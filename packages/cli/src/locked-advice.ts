import type { RevimgError } from "@revimg/core";
import { shellCommand } from "./terminal/shell.js";

/**
 * Advice for an index that a running server holds. For `search`, `stats` and `keys` it is a
 * command to copy, for `index` the route that takes pictures.
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
      "Stop the server, then run the same command again. Or send it the pictures, with a key that may write:",
      `  POST ${routeOf(url, "images")}`,
    ];
  }
  return [];
}

/** The address of a route below a server's, which may have a path of its own. */
export function routeOf(server: string | URL, route: string): string {
  return `${String(server).replace(/\/$/, "")}/${route}`;
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
