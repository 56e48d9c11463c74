// pnpm -s bench <name> [--json] [--quick] [--soak]: installs and builds what is
// missing, then runs one bench. Only the bench writes to the standard output.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build, install, requireNode, root } from "./lib/workspace.mjs";

const standardError = 2;

requireNode();
install({ out: standardError });
build({ out: standardError });

const bench = join(root, "packages/bench/dist/index.js");
const { status } = spawnSync(process.execPath, [bench, ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
