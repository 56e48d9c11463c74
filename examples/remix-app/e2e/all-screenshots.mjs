import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Pictures of every page and state of the search and of the admin's side, at four widths, in
 * light and dark: `node e2e/all-screenshots.mjs <folder for the pictures>` after a build.
 */
const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("Usage: pnpm run screenshots <folder for the pictures>");
  process.exit(2);
}
for (const [part, script] of Object.entries({
  search: "screenshots.mjs",
  admin: "admin-screenshots.mjs",
})) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  execFileSync(process.execPath, [path, join(folder, part)], { stdio: "inherit" });
}
