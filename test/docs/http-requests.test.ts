import { expect, test } from "vitest";
import { routeTable } from "../../packages/http/src/routes/route-table.js";
import { codeBlocks, pages, proseLines } from "./pages.js";
import { shellCommands } from "./shell-words.js";

/** What a curl command asks of a server on this machine; null for other commands. */
function requestOf(words: readonly string[]): { method: string; path: string } | null {
  const address = words.find((word) => /^http:\/\/(localhost|127\.0\.0\.1):\d+/.test(word));
  if (words[0] !== "curl" || address === undefined) return null;
  const given = words.findIndex((word) => word === "-X" || word === "--request");
  const sends = words.some((word) => /^(-F|-d|--data.*|--form)$/.test(word));
  const [path = ""] = address.replace(/^http:\/\/[^/]+/, "").split("?");
  return {
    method: given === -1 ? (sends ? "POST" : "GET") : words[given + 1]!,
    // A collection has the same routes below its own address.
    path: path.replace(/^\/(api|c\/[\w-]+)(?=\/)/, ""),
  };
}

const isRoute = ({ method, path }: { method: string; path: string }) =>
  routeTable.some(
    (route) =>
      route.method === method &&
      new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path),
  );

test("every request that a page shows is one that the server answers", () => {
  const wrong: string[] = [];
  let count = 0;
  for (const { language, code, page, line } of pages().flatMap(codeBlocks)) {
    if (language !== "sh") continue;
    for (const command of shellCommands(code)) {
      const request = requestOf(command);
      if (request === null) continue;
      count++;
      if (!isRoute(request)) wrong.push(`${page}:${line} ${request.method} ${request.path}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(8);
  expect(isRoute({ method: "POST", path: "/serach" })).toBe(false);
});

test("routes that a page names in its sentences are there", () => {
  const named = pages()
    .flatMap((page) =>
      [
        ...proseLines(page)
          .join("\n")
          .matchAll(/`([^`\n]+)`/g),
      ].map(([, code]) => ({ page, code })),
    )
    .flatMap(({ page, code }) => {
      const [, method, path] = /^(GET|POST|PATCH|DELETE|PUT) (\/[\w/{}.-]*)$/.exec(code!) ?? [];
      return method === undefined ? [] : [{ page, method, path: path! }];
    });
  expect(named.filter((request) => !isRoute(request))).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});
