// Brings the workspace up with nothing but Node and npm: pnpm comes through npx,
// and what was installed or built before is not done again.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const { packageManager, engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** How the pinned pnpm is started. */
export function pnpmCommand(args) {
  const shell = process.platform === "win32";
  return { command: "npx", args: ["--yes", packageManager, ...args], shell };
}

/** Runs pnpm to its end; exits with its code when it fails. `out`: where its output goes, as `stdio` takes it. */
function pnpm(words, { out = "inherit" } = {}) {
  const { command, args, shell } = pnpmCommand(words);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", out, out],
    shell,
  });
  if (error) throw error;
  if (status !== 0) {
    console.error(`\n"${command} ${args.join(" ")}" failed with exit code ${status}.`);
    process.exit(status ?? 1);
  }
}

/** Ends with a clear message on a Node that is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`revimg needs Node ${engines.node}; this is ${process.version}.`);
  process.exit(1);
}

/** Installs the dependencies, unless the lock file is the one they were installed from. */
export function install(options) {
  const stamp = join(root, "node_modules/.revimg-installed");
  const lock = fingerprint(["pnpm-lock.yaml", "pnpm-workspace.yaml"]);
  if (read(stamp) === lock) return;
  console.error("Installing dependencies …");
  pnpm(["install", "--frozen-lockfile", "--reporter=append-only"], options);
  writeFileSync(stamp, lock);
}

/** Builds every package, unless nothing changed since the last build. */
export function build(options) {
  const stamp = join(root, "node_modules/.revimg-built");
  const sources = fingerprint([
    "packages",
    "examples",
    "models",
    "tsconfig.base.json",
    "pnpm-lock.yaml",
  ]);
  if (read(stamp) === sources) return;
  console.error("Building …");
  pnpm(["-r", "--reporter=append-only", "build"], options);
  writeFileSync(stamp, sources);
}

const made = new Set(["node_modules", "dist", "build", ".cache", ".vite", "coverage"]);
/** The copy of models/ that core's build makes. */
const copiedModels = join(root, "packages/core/models");

/** A hash over names, sizes and times of all files below some paths, outputs left out. */
function fingerprint(paths) {
  const hash = createHash("sha256");
  const visit = (path) => {
    const stats = statSync(path);
    if (stats.isDirectory()) {
      for (const name of readdirSync(path).sort()) {
        const child = join(path, name);
        if (!made.has(name) && child !== copiedModels) visit(child);
      }
    } else hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
  };
  for (const path of paths) if (existsSync(join(root, path))) visit(join(root, path));
  return hash.digest("hex");
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
