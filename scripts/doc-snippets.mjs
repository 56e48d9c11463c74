// Writes files into the documentation where it shows them: a line
// `<!-- file: path -->` is followed by a code block with that file's content.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/workspace.mjs";

const block = /(<!-- file: (\S+) -->\n```\w*\n)[\s\S]*?(```\n)/g;

/** Every page of docs/ that shows a file: as it is, and as it should be. */
export function pagesWithFiles() {
  const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  return pages
    .filter((page) => page.endsWith(".md"))
    .map((page) => {
      const path = join(root, "docs", page);
      const text = readFileSync(path, "utf8");
      const wanted = text.replace(
        block,
        (_, start, file, end) => start + readFileSync(join(root, file), "utf8") + end,
      );
      return { page, path, text, wanted };
    })
    .filter(({ text }) => text.search(block) >= 0);
}

if (process.argv[1] === import.meta.filename) {
  for (const { path, wanted } of pagesWithFiles()) writeFileSync(path, wanted);
}
