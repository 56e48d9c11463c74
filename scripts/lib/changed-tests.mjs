// What changed, and which unit tests that is most likely to break.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const untracked = ["ls-files", "--others", "--exclude-standard"];

/** Files that changed since a commit, and new ones. */
export function changedFiles(root, since) {
  return [
    ...git(root, "diff", "--name-only", "--diff-filter=d", since),
    ...git(root, ...untracked),
  ];
}

/**
 * Unit tests among changed files, beside a source that changed, or that import one. What
 * imports it through others is left to `npm test`: nearly every test reaches the lowest floors.
 */
export function changedTests(root, changed) {
  const files = [...git(root, "ls-files", "*.test.ts", "*.test.tsx"), ...git(root, ...untracked)];
  const tests = files.filter(isUnitTest).filter((path) => !changed.includes(path));
  const near = testsOf(changed, tests, (path) => readFileSync(join(root, path), "utf8"));
  return [...changed.filter(isUnitTest), ...near];
}

/** The tests that lie beside one of some files, or import one. `read` gives a test's content. */
export function testsOf(changed, tests, read) {
  const sources = changed.filter((path) => /\.(?:tsx?|mjs)$/.test(path) && !isTest(path));
  const folders = new Set(sources.map(dirname));
  const modules = new Set(sources.map(withoutExtension));
  return tests.filter(
    (test) =>
      folders.has(dirname(test)) || importsOf(test, read(test)).some((path) => modules.has(path)),
  );
}

function git(root, ...args) {
  const { status, stdout, stderr } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout.split("\n").filter((line) => line !== "");
}

const isTest = (path) => /\.test\.tsx?$/.test(path);
const isUnitTest = (path) => isTest(path) && !/\.(?:integration|opt-in)\.test\.ts$/.test(path);
const withoutExtension = (path) => path.replace(/\.\w+$/, "");

/** The modules that a file imports by a relative path, from the root, without extensions. */
function importsOf(path, content) {
  const found = content.matchAll(/(?:from|import|import\()\s*"(\.[^"]+)"/g);
  return [...found].map(([, specifier]) =>
    join(dirname(path), specifier.replace(/\.(?:m?js|tsx?)$/, "")),
  );
}
