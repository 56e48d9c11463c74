import { setTimeout as delay } from "node:timers/promises";
import {
  type ConformanceCase,
  type ConformingStore,
  type CreateStore,
  selectCases,
} from "@revimg/conformance";

/** A case of the kit with the store that it is put to. */
export interface StoreCase {
  name: string;
  run(): Promise<void>;
}

export interface CaseCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Longest time of one case: one that hangs is a failure, not the end of the bench. */
const caseTimeoutMs = 120_000;

/** Those cases of a kit that apply to a store. */
export function bindCases<Store extends ConformingStore>(
  kit: string,
  cases: readonly ConformanceCase<Store>[],
  capabilities: Store["capabilities"],
  create: CreateStore<Store>,
): StoreCase[] {
  return selectCases(cases, capabilities).map(({ name, run }) => ({
    name: `${kit}: ${name}`,
    run: () => run(create),
  }));
}

/** Runs one case after the other; `log` is told why those fail that do. */
export async function runCases(
  store: string,
  cases: readonly StoreCase[],
  log: (line: string) => void,
): Promise<CaseCounts> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, run } of cases) {
    try {
      await withinTime(run());
      counts.passed++;
    } catch (error) {
      counts.failed++;
      log(`${store} fails "${name}": ${error instanceof Error ? error.message : error}`);
    }
  }
  return counts;
}

async function withinTime(run: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const late = delay(caseTimeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`It was not done after ${caseTimeoutMs / 1000} s.`);
  });
  try {
    await Promise.race([run, late]);
  } finally {
    timer.abort();
    await late.catch(() => {});
  }
}
