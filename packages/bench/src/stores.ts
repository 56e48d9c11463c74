import type { Bench, BenchResult } from "./bench.js";
import { backends } from "./stores/backends.js";
import { type CaseCounts, runCases } from "./stores/run-cases.js";

/**
 * The conformance kit on every store: the embedded ones, and the others on
 * servers that are started here. One that is not installed is skipped, or fails
 * the bench with `REVIMG_REQUIRE_SERVICES=1`.
 */
export const benchStores: Bench = async ({ workDirectory, log }) => {
  const all: Record<string, CaseCounts & BenchResult> = {};
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const backend of backends) {
    const counts = await countOf(backend, workDirectory, log);
    log(`${backend.name}: ${counts.passed} passed, ${counts.failed} failed`);
    all[backend.name] = { ...counts };
    for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
  }
  return { ...all, total };
};

async function countOf(
  backend: (typeof backends)[number],
  workDirectory: string,
  log: (line: string) => void,
): Promise<CaseCounts> {
  const missing = backend.missing();
  if (missing) {
    log(`${backend.name}: ${missing.cases} cases are skipped; it ${missing.reason}`);
    return { passed: 0, failed: 0, skipped: missing.cases };
  }
  const { cases, stop } = await backend.start(workDirectory);
  try {
    return await runCases(backend.name, cases, log);
  } finally {
    await stop();
  }
}
