// pnpm run docs: the site with the API reference in it, into docs/.vitepress/dist.
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, install, pnpmCommand, requireNode, root } from "./lib/workspace.mjs";

requireNode();
install();
// The API reference is made from the built types.
build();
for (const script of ["api", "site"]) {
  const { command, args, shell } = pnpmCommand(["run", "--silent", script]);
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell });
  if (status !== 0) process.exit(status ?? 1);
}
const site = join(root, "docs/.vitepress/dist");
const api = join(site, "api");
rmSync(api, { recursive: true, force: true });
cpSync(join(root, "docs/api"), api, { recursive: true });
console.log(`The site is in ${site}.`);
