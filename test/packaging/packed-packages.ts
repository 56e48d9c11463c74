import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "./run-command.js";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The packages that are published, in the order of their dependencies. */
export const packages = ["core", "conformance", "adapters", "http", "cli"];

export interface PackedPackages extends AsyncDisposable {
  /** A folder for projects. */
  folder: string;
  /** Path of a package's tarball. */
  tarballOf(name: string): string;
}

/** Packs the built packages as a release does. */
export async function packPackages(): Promise<PackedPackages> {
  const { packageManager } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const folder = await mkdtemp(join(tmpdir(), "revimg-packaging-"));
  const filters = packages.flatMap((name) => ["--filter", `./packages/${name}`]);
  const pack = ["--recursive", ...filters, "pack", "--pack-destination", folder];
  await runCommand("npx", ["--yes", packageManager, ...pack], root);
  const files = await readdir(folder);
  return {
    folder,
    tarballOf(name) {
      // The command line's own name is all that its tarball is called by.
      const form = name === "cli" ? /^revimg-\d/ : new RegExp(`^revimg-${name}-\\d`);
      return join(folder, files.find((file) => form.test(file))!);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** What others may import: specifiers such as `@revimg/core/scan`. */
export async function publicSpecifiers(): Promise<string[]> {
  const manifests = packages.map(async (name) => {
    const text = await readFile(join(root, "packages", name, "package.json"), "utf8");
    return JSON.parse(text) as { name: string; exports: Record<string, unknown> };
  });
  return (await Promise.all(manifests)).flatMap(({ name, exports }) =>
    Object.keys(exports)
      .filter((subpath) => subpath !== "./package.json")
      .map((subpath) => name + subpath.slice(1)),
  );
}
