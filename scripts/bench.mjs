// `pnpm -s bench <name> [--json] [--quick] [--soak]`: installs and builds what is
// missing, quietly, then runs one bench. Only the bench writes to the standard output.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = ["core", "http", "bench"].map((name) => join(root, "packages", name));

/** Runs pnpm; its output is shown only when it fails, and on the standard error output. */
function pnpm(args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { status, stdout, stderr } = spawnSync("npx", ["--yes", packageManager, ...args], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}\npnpm ${args.join(" ")} failed.\n`);
  process.exit(1);
}

function newestChange(directory) {
  let newest = 0;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
    }
  }
  return newest;
}

function isBuilt(directory) {
  const output = join(directory, "dist", "index.js");
  return existsSync(output) && statSync(output).mtimeMs >= newestChange(join(directory, "src"));
}

if (!packages.every((directory) => existsSync(join(directory, "node_modules")))) {
  process.stderr.write("Installing…\n");
  pnpm(["install", "--frozen-lockfile"]);
}
if (!packages.every(isBuilt)) {
  process.stderr.write("Building…\n");
  pnpm(["--filter", "@revimg/bench...", "build"]);
}

const bench = join(root, "packages/bench/dist/index.js");
const { status } = spawnSync(process.execPath, [bench, ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
