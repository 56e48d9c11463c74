import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHandler } from "../create-handler.js";
import { formOf, openTestIndex } from "../test-index.js";

const run = promisify(execFile);
const kit = fileURLToPath(new URL("../../../../docs/monitoring/", import.meta.url));
const found = await run("promtool", ["--version"]).catch(() => null);
const isMissing = found === null && process.env.REVIMG_REQUIRE_SERVICES !== "1";
const reason = isMissing ? " (skipped: needs promtool of Debian's package prometheus)" : "";

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}

let folder: string;
let metrics: string;
let rules: string;
let expressions: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "revimg-monitoring-"));
  await using index = await openTestIndex();
  const handler = createHandler(index.revimg, { access: { metrics: "open" }, basePath: "/api" });
  const body = formOf(index.pictures.get("memory-0")!);
  await handler(new Request("http://localhost/api/search", { method: "POST", body }));
  metrics = await (await handler(new Request("http://localhost/api/metrics"))).text();
  rules = await readFile(join(kit, "alerts.yml"), "utf8");
  const dashboard: Dashboard = JSON.parse(await readFile(join(kit, "dashboard.json"), "utf8"));
  expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the alert rules and the dashboard", () => {
  it("name only metrics that a server has", () => {
    const known = new Set([...metrics.matchAll(/^(\w+)(?:\{| )/gm)].map(([, name]) => name));
    const text = [rules.replace(/^ *(#|description|summary).*$/gm, ""), ...expressions].join("\n");
    const named = [...text.matchAll(/\b(?:revimg|nodejs|process)_\w+/g)].map(([name]) => name);
    expect(new Set(named).size).toBeGreaterThan(12);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe.skipIf(isMissing)(`promtool${reason}`, () => {
  it("finds the metrics well formed", async () => {
    const child = run("promtool", ["check", "metrics"]);
    child.child.stdin!.end(metrics);
    expect((await child).stderr).toBe("");
  });

  it("understands the rules, and they fire as they should", async () => {
    expect((await run("promtool", ["check", "rules", join(kit, "alerts.yml")])).stdout).toContain(
      "7 rules found",
    );
    const tests = join(kit, "alerts.test.yml");
    expect((await run("promtool", ["test", "rules", tests])).stdout).toContain("SUCCESS");
  });

  it("understands what the dashboard asks", async () => {
    const plain = expressions.map((text) =>
      text.replaceAll("$__rate_interval", "5m").replaceAll("$instance", ".*"),
    );
    const recorded = plain.map((expr, i) => ({ record: `panel:${i}`, expr }));
    const file = join(folder, "dashboard.yml");
    // JSON is YAML.
    await writeFile(file, JSON.stringify({ groups: [{ name: "dashboard", rules: recorded }] }));
    const { stdout } = await run("promtool", ["check", "rules", file]);
    expect(stdout).toContain(`${plain.length} rules found`);
  });
});
