import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** One fenced block of a page. */
export interface CodeBlock {
  /** Path of the page from the root of the workspace. */
  page: string;
  /** Line of its first line of code, from 1. */
  line: number;
  /** First word behind the fence, such as `ts`; empty for plain text. */
  language: string;
  /** The words behind it, such as `run` or `file=catalogue.csv`. */
  marks: readonly string[];
  code: string;
}

/** The pages that users read, as paths from the root of the workspace. The API reference is made. */
export function pages(): string[] {
  const below = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((path) => `${folder}/${path.replaceAll(sep, "/")}`)
      .filter((path) => path.endsWith(".md"))
      .filter((path) => !/node_modules|docs\/api\/|packages\/core\/models\/|\/dist\//.test(path));
  const readmes = ["packages", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  const beside = readmes.flatMap((folder) =>
    readdirSync(join(root, folder)).includes("README.md") ? [`${folder}/README.md`] : [],
  );
  return ["README.md", "CONTRIBUTING.md", ...below("docs"), ...below("models"), ...beside].sort();
}

export function readPage(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

/** All fenced blocks of a page, those in lists too, without the list's indentation. */
export function codeBlocks(page: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = readPage(page).split("\n");
  for (let i = 0; i < lines.length; i++) {
    const [, indentation = "", fence, words] = /^( *)(```+)(.*)$/.exec(lines[i]!) ?? [];
    if (fence === undefined) continue;
    const end = lines.findIndex((line, at) => at > i && line === indentation + fence);
    if (end === -1) throw new Error(`${page}:${i + 1}: this block has no end.`);
    const [language = "", ...marks] = words!.trim().split(/\s+/);
    const code = lines.slice(i + 1, end).map((line) => line.slice(indentation.length));
    blocks.push({ page, line: i + 2, language, marks, code: code.join("\n") });
    i = end;
  }
  return blocks;
}

/** What stands outside of fenced blocks, line by line: lines of blocks are empty. */
export function proseLines(page: string): string[] {
  let fence: string | null = null;
  return readPage(page)
    .split("\n")
    .map((line) => {
      const [, here] = /^ *(```+)/.exec(line) ?? [];
      if (fence === null && here === undefined) return line;
      if (here !== undefined) fence = fence === null ? here : here === fence ? null : fence;
      return "";
    });
}
