// Before a release: names the repository in each package, as npm asks for in exchange for provenance.
// It is not written into package.json for good, because forks publish from elsewhere.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** `repository`: owner and name. Private packages stay as they are. */
export function nameRepository(root, repository, server = "https://github.com") {
  for (const name of readdirSync(join(root, "packages"))) {
    const path = join(root, "packages", name, "package.json");
    const manifest = JSON.parse(readFileSync(path, "utf8"));
    if (manifest.private) continue;
    const url = `git+${server}/${repository}.git`;
    manifest.repository = { type: "git", url, directory: `packages/${name}` };
    writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { GITHUB_REPOSITORY, GITHUB_SERVER_URL } = process.env;
  if (!GITHUB_REPOSITORY) {
    console.error(
      "GITHUB_REPOSITORY is not set. Releases are made by .github/workflows/release.yml.",
    );
    process.exit(1);
  }
  nameRepository(
    fileURLToPath(new URL("..", import.meta.url)),
    GITHUB_REPOSITORY,
    GITHUB_SERVER_URL,
  );
}
