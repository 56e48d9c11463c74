// Which packages must be built anew.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What every build depends on. */
const shared = ["tsconfig.base.json", "pnpm-lock.yaml"];
/** Folders outside a package that its build reads. */
const alsoRead = { "packages/core": ["models"] };
const outputs = new Set(["node_modules", "dist", "build", ".cache", ".vite", "coverage"]);
const copiedModels = "packages/core/models";

/**
 * Of each package with a build, by its name. `own`: a hash over its sources. `whole`: a hash
 * over these and those of the packages that it depends on. Tests are no sources.
 */
export function fingerprintsOf(root) {
  const packages = workspacePackages(root);
  const common = fingerprint(root, shared);
  const own = new Map(
    [...packages].map(([name, { folder }]) => [
      name,
      digest(common, fingerprint(root, [folder, ...(alsoRead[folder] ?? [])])),
    ]),
  );
  const whole = (name) => digest(...closureOf(name, packages).map((each) => own.get(each)));
  const built = [...packages].filter(([, { hasBuild }]) => hasBuild);
  return Object.fromEntries(
    built.map(([name]) => [name, { own: own.get(name), whole: whole(name) }]),
  );
}

/** What `recordBuilds` wrote last. */
export function readBuilds(stamp) {
  return existsSync(stamp) ? JSON.parse(readFileSync(stamp, "utf8")) : {};
}

/** Keeps what was known of packages that were not built. */
export function recordBuilds(stamp, builds) {
  writeFileSync(stamp, JSON.stringify({ ...readBuilds(stamp), ...builds }));
}

/** A hash over names, sizes and times of all files below some paths, outputs and tests left out. */
export function fingerprint(root, paths) {
  const hash = createHash("sha256");
  const visit = (path) => {
    const stats = statSync(join(root, path));
    if (!stats.isDirectory()) return hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
    for (const name of readdirSync(join(root, path)).sort()) {
      const child = `${path}/${name}`;
      if (outputs.has(name) || child === copiedModels || /\.test\.tsx?$/.test(name)) continue;
      visit(child);
    }
  };
  for (const path of paths) if (existsSync(join(root, path))) visit(path);
  return hash.digest("hex");
}

/** By name: the folder, the packages of the workspace that it depends on, and whether it has a build. */
function workspacePackages(root) {
  const manifests = ["packages", "examples"].flatMap((parent) =>
    readdirSync(join(root, parent))
      .map((name) => `${parent}/${name}`)
      .filter((folder) => existsSync(join(root, folder, "package.json")))
      .map((folder) => [
        folder,
        JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")),
      ]),
  );
  const names = new Set(manifests.map(([, { name }]) => name));
  return new Map(
    manifests.map(([folder, { name, scripts, dependencies, devDependencies }]) => [
      name,
      {
        folder,
        hasBuild: scripts?.build !== undefined,
        dependencies: Object.keys({ ...dependencies, ...devDependencies })
          .filter((each) => names.has(each))
          .sort(),
      },
    ]),
  );
}

/** A package and all that it depends on, near or far; packages may depend on each other. */
function closureOf(name, packages) {
  const found = new Set([name]);
  for (const each of found) {
    for (const dependency of packages.get(each).dependencies) found.add(dependency);
  }
  return [...found].sort();
}

function digest(...parts) {
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}
