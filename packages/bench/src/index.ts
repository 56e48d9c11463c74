import { existsSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { benches } from "./benches.js";
import { type BenchResult, UsageError } from "./lib/bench.js";

const wrongUse = 2;
const terminated = 143;

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const [name = ""] = positionals;
  const entry = Object.hasOwn(benches, name) ? benches[name] : undefined;
  const clients = Number(values.clients);
  const rows = Number(values.rows);
  if (!entry || positionals.length > 1) return listBenches(name);
  if (!Number.isInteger(clients) || clients < 1 || clients > 1000) {
    throw new UsageError("--clients must be a whole number from 1 to 1000.");
  }
  if (!Number.isInteger(rows) || rows < 0 || rows > 10_000_000) {
    throw new UsageError("--rows must be a whole number from 0 to 10,000,000.");
  }
  if (values.data !== undefined && !existsSync(values.data)) {
    throw new UsageError(`There is no folder ${resolve(values.data)}.`);
  }

  const bench = await entry.load();
  const workDirectory = await mkdtemp(join(tmpdir(), `revimg-bench-${name}-`));
  // Who measures everything stops what would take too long.
  process.once("SIGTERM", () => {
    rmSync(workDirectory, { recursive: true, force: true });
    process.exit(terminated);
  });
  try {
    const result = await bench({
      quick: values.quick,
      soak: values.soak,
      clients,
      rows,
      dataDirectory: resolve(values.data ?? "../shared/data"),
      workDirectory,
      log: (line) => console.error(line),
    });
    console.log(values.json ? JSON.stringify(result) : table(result));
    return 0;
  } finally {
    await rm(workDirectory, { recursive: true, force: true });
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        soak: { type: "boolean", default: false },
        clients: { type: "string", default: "20" },
        rows: { type: "string", default: "0" },
        data: { type: "string" },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function listBenches(name: string): number {
  console.error(name ? `There is no bench "${name}". There are:` : "There are these benches:");
  for (const [known, { summary }] of Object.entries(benches)) {
    console.error(`  ${known.padEnd(10)} ${summary}`);
  }
  console.error(`
Run one with:   pnpm -s bench <name> [--json] [--quick] [--soak] [--clients 20] [--rows 0] [--data <folder>]
Keep figures:   pnpm -s bench --page <name…> [--quick]
All, kept:      pnpm -s bench [--page --minutes 40]
Both write docs/benchmarks.md and the figures of README.md; --page --only-write measures nothing.`);
  return wrongUse;
}

function table(result: BenchResult): string {
  const rows = rowsOf(result);
  const width = Math.max(...rows.map(([key]) => key.length));
  return rows.map(([key, value]) => `${key.padEnd(width)}  ${value ?? "-"}`).join("\n");
}

/** What lies in an object of its own has the object's key before its own: `postgres.passed`. */
function rowsOf(result: BenchResult, prefix = ""): [key: string, value: number | string | null][] {
  return Object.entries(result).flatMap(([key, value]) =>
    value !== null && typeof value === "object"
      ? rowsOf(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, value]],
  );
}

try {
  process.exitCode = await main();
} catch (error) {
  const expected = error instanceof UsageError;
  console.error(expected ? error.message : error);
  process.exitCode = expected ? wrongUse : 1;
}
