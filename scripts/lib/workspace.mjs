// Brings the workspace up with nothing but Node and npm: pnpm comes through npx,
// and what was installed or built before is not done again.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fingerprint, fingerprintsOf, readBuilds, recordBuilds } from "./builds.mjs";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const { packageManager, engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** How the pinned pnpm is started. */
export function pnpmCommand(args) {
  const shell = process.platform === "win32";
  return { command: "npx", args: ["--yes", packageManager, ...args], shell };
}

/**
 * Runs pnpm to its end; exits with its code when it fails. `out`: where its output goes, as
 * `stdio` takes it. `env`: what is added to the environment.
 */
function pnpm(words, { out = "inherit", env } = {}) {
  const { command, args, shell } = pnpmCommand(words);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
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
  const lock = fingerprint(root, ["pnpm-lock.yaml", "pnpm-workspace.yaml"]);
  if (read(stamp) === lock) return;
  console.error("Installing dependencies …");
  pnpm(["install", "--frozen-lockfile", "--reporter=append-only"], options);
  writeFileSync(stamp, lock);
}

const buildStamp = join(root, "node_modules/.revimg-builds.json");

/** Builds every package that changed since its last build, or that depends on one. */
export function build(options) {
  const builds = fingerprintsOf(root);
  const before = readBuilds(buildStamp);
  const stale = Object.keys(builds).filter((name) => builds[name].whole !== before[name]?.whole);
  buildPackages(stale, options);
  recordBuilds(buildStamp, builds);
}

/**
 * Builds the code of only the packages that changed themselves. Libraries refer to each other's
 * output and hold none of it, so unit tests run with those as they are. They need no declarations.
 */
export function buildChanged() {
  const builds = fingerprintsOf(root);
  const before = readBuilds(buildStamp);
  const stale = Object.keys(builds).filter((name) => builds[name].own !== before[name]?.own);
  buildPackages(stale, { env: { WITHOUT_TYPES: "1" } });
  // Their declarations and what depends on them are still to be made: the next whole build does it.
  const done = stale.map((name) => [name, { own: builds[name].own, whole: null }]);
  recordBuilds(buildStamp, Object.fromEntries(done));
}

function buildPackages(names, options) {
  if (names.length === 0) return;
  console.error(`Building ${names.join(", ")} …`);
  const filters = names.flatMap((name) => ["--filter", name]);
  pnpm([...filters, "--reporter=append-only", "run", "build"], options);
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
