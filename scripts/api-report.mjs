// Writes packages/*/api-report.txt from the built declarations. A test holds them against these.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiReport } from "./lib/api-report.mjs";
import { root } from "./lib/workspace.mjs";

/** The packages that others import. */
export const reported = ["core", "conformance", "adapters", "http"];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of reported) {
    const folder = join(root, "packages", name);
    writeFileSync(join(folder, "api-report.txt"), apiReport(folder));
  }
}
