import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const folders = [
  ...["core", "adapters", "conformance", "http", "testing"].map((name) => `packages/${name}`),
  "examples/sample-gallery",
];

/** Comments stand on lines of their own. */
const { compilerOptions } = JSON.parse(read("tsconfig.packages.json").replace(/^\s*\/\/.*$/gm, ""));

/** The source that the type check takes for an import; undefined where it would read declarations. */
function sourceOf(specifier: string): string | undefined {
  const { paths } = compilerOptions as { paths: Record<string, [string]> };
  if (paths[specifier]) return paths[specifier][0];
  const at = specifier.lastIndexOf("/");
  return paths[`${specifier.slice(0, at)}/*`]?.[0].replace("*", specifier.slice(at + 1));
}

test.each(folders)("the type check reads the sources of all that %s exports", (folder) => {
  const { name, exports } = JSON.parse(read(`${folder}/package.json`));
  const subpaths = Object.keys(exports).filter((subpath) => exports[subpath].types);
  expect(subpaths.length).toBeGreaterThan(0);
  const missing = subpaths.filter((subpath) => {
    const source = sourceOf(name + subpath.slice(1));
    return source === undefined || !existsSync(join(root, source));
  });
  expect(missing).toEqual([]);
});
