// pnpm -s bench: measures everything and writes docs/benchmarks.md; see --list for more.
// It installs and builds what is missing. Only a bench writes to the standard output.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build, install, requireNode, root } from "./lib/workspace.mjs";

const standardError = 2;

requireNode();
install({ out: standardError });
build({ out: standardError });

const words = process.argv.slice(2);
const writesPage = words.length === 0 || words.includes("--page");
const program = join(root, `packages/bench/dist/${writesPage ? "write-page" : "index"}.js`);
const others = words.filter((word) => word !== "--page" && word !== "--list");
const { status } = spawnSync(process.execPath, [program, ...others], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
