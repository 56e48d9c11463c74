import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { anchorOf } from "../../docs/.vitepress/anchor-of.mjs";
import { pages, proseLines, root } from "./pages.js";

/** Anchors of headings, which are the same on GitHub and on the site. */
function anchors(page: string): Set<string> {
  const found = new Set<string>();
  for (const line of proseLines(page)) {
    const [, heading] = /^#{1,6} (.+)$/.exec(line) ?? [];
    if (heading === undefined) continue;
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("`", "");
    const anchor = anchorOf(text);
    let name = anchor;
    for (let count = 1; found.has(name); count++) name = `${anchor}-${count}`;
    found.add(name);
  }
  return found;
}

/** Where the links of a page lead; code is not read. */
function links(page: string): { line: number; target: string }[] {
  return proseLines(page).flatMap((text, index) =>
    [...text.replaceAll(/`[^`]*`/g, "").matchAll(/\]\(([^)\s]+)\)|<img[^>]* src="([^"]+)"/g)].map(
      ([, target, source]) => ({ line: index + 1, target: target ?? source! }),
    ),
  );
}

/** Why a link leads nowhere; null where it leads somewhere, and for addresses of the web. */
function complaint(page: string, target: string): string | null {
  if (/^https?:/.test(target)) return null;
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(root, file))) return "there is no such file";
  if (anchor === undefined) return null;
  if (statSync(join(root, file)).isDirectory()) return "a folder has no headings";
  return anchors(file).has(anchor) ? null : "there is no such heading";
}

test("every link of a page leads to a file and to a heading that is there", () => {
  const dead: string[] = [];
  let count = 0;
  for (const page of pages()) {
    for (const { line, target } of links(page)) {
      count++;
      const why = complaint(page, target);
      if (why !== null) dead.push(`${page}:${line} ${target}: ${why}`);
    }
  }
  expect(dead).toEqual([]);
  expect(count).toBeGreaterThan(150);
});
