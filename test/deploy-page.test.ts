import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), "utf8");

/** The variables that the compose file reads, and the one that Compose itself does. */
async function composeVariables(): Promise<string[]> {
  const names = [...(await read("docker-compose.yml")).matchAll(/\$\{(\w+)/g)].map(
    ([, name]) => name!,
  );
  return [...new Set([...names, "COMPOSE_PROFILES"])].sort();
}

test("docs/deploy.md tells every variable of the compose file, and no other", async () => {
  const [, section = ""] = /## Variables\n([\s\S]*?)\n## /.exec(await read("docs/deploy.md")) ?? [];
  const cells = section.split("\n").flatMap((line) => /^\| (`[^|]+`) \|/.exec(line)?.[1] ?? []);
  const told = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
  expect(told.sort()).toEqual(await composeVariables());
});

test(".env.example sets only variables of the compose file, to its own defaults", async () => {
  const compose = await read("docker-compose.yml");
  const known = await composeVariables();
  for (const line of (await read(".env.example")).split("\n")) {
    const [, name = "", value = ""] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (name === "") continue;
    expect(known).toContain(name);
    const fallbacks = [...compose.matchAll(new RegExp(`\\$\\{${name}:-([^}]*)\\}`, "g"))];
    const said = new Set(fallbacks.map(([, fallback]) => fallback));
    expect(said.size, name).toBeLessThanOrEqual(1);
    if (!["DOMAIN", "EMAIL", "REVIMG_ACCESS_LOG"].includes(name) && said.size > 0) {
      expect([name, [...said][0]]).toEqual([name, value]);
    }
  }
});

test("the image is built with the workspace's pnpm", async () => {
  const { packageManager } = JSON.parse(await read("package.json"));
  const used = [...(await read("Dockerfile")).matchAll(/pnpm@[\d.]+/g)].map(([version]) => version);
  expect(used.length).toBeGreaterThan(0);
  expect(new Set(used)).toEqual(new Set([packageManager]));
});
