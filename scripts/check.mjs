// pnpm check [commit]: lint, types, and the unit tests near what changed since a commit, by
// default since this branch left main. The examples' types only where an example changed.
import { spawnSync } from "node:child_process";
import { changedFiles, changedTests } from "./lib/changed-tests.mjs";
import { runVitest } from "./lib/run-vitest.mjs";
import { runChecks } from "./lib/static-checks.mjs";
import { build, buildChanged, install, requireNode, root } from "./lib/workspace.mjs";

const started = performance.now();
requireNode();
install();
const since = process.argv[2] ?? forkPoint();
const changed = changedFiles(root, since);
// Examples are checked against the packages' declarations, which take longer to make than all else.
const withExamples = changed.some((path) => path.startsWith("examples/"));
// This needs no build, and the machine has room beside one.
const lint = runChecks(["lint"]);
if (withExamples) build();
else buildChanged();

const tests = changedTests(root, changed);
console.log(`> ${tests.length} files of unit tests, by what changed since ${since.slice(0, 12)}`);
const [untidy, wrong, status] = await Promise.all([
  lint,
  runChecks(["typecheck:packages", ...(withExamples ? ["typecheck:examples"] : [])]),
  tests.length === 0 ? 0 : runVitest(["--project", "unit", ...tests]),
]);
const seconds = Math.round((performance.now() - started) / 1000);
const failed = [...untidy, ...wrong, ...(status === 0 ? [] : ["tests"])];
console.log(failed.length === 0 ? `All well, ${seconds} s.` : `Failed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** The commit where this branch left main; on main itself, the last one. */
function forkPoint() {
  for (const main of ["origin/main", "main"]) {
    const { status, stdout } = git("merge-base", "HEAD", main);
    if (status === 0) return stdout.trim();
  }
  return git("rev-parse", "HEAD").stdout.trim();
}

function git(...args) {
  return spawnSync("git", args, { cwd: root, encoding: "utf8" });
}
