import type { Bench, BenchResult } from "./lib/bench.js";
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
  // All at first: what may not be missing should be known before minutes of work.
  const missing = backends.map((backend) => backend.missing());
  for (const [index, backend] of backends.entries()) {
    const absent = missing[index];
    if (absent) log(`${backend.name}: ${absent.cases} cases are skipped; it ${absent.reason}`);
    const counts = absent
      ? { passed: 0, failed: 0, skipped: absent.cases }
      : await countOf(backend, workDirectory, log);
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
  const { cases, stop } = await backend.start(workDirectory);
  try {
    return await runCases(backend.name, cases, log);
  } finally {
    await stop();
  }
}
