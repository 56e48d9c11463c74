import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { inOrder } from "@revimg/testing/hub";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.js";
import { pullModel } from "./pull-model.js";
import { cachedNames, type HubModel, hubModel, imagePath, revision } from "./test-hub-model.js";

const run = promisify(execFile);
const core = new URL("../../dist/index.js", import.meta.url).href;

/** A process that pulls with the built package, and prints what it got, or why not. */
function startPull({ reference, options }: HubModel): {
  child: ChildProcess;
  printed: Promise<{ fetched?: number; code?: string }>;
} {
  const script = `
    import { pullModel } from ${JSON.stringify(core)};
    await pullModel(${JSON.stringify(reference)}, ${JSON.stringify(options)}).then(
      ([pulled]) => console.log(JSON.stringify(pulled)),
      ({ code, message }) => console.log(JSON.stringify({ code, message })),
    );`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return { child, printed: once(child, "close").then(() => JSON.parse(text || "{}")) };
}

async function partSize(path: string): Promise<number> {
  return (await stat(`${path}.part`).catch(() => null))?.size ?? 0;
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("two processes at once: every byte is served once, and both have the file", async () => {
  const model = await hubModel({ fault: inOrder([{ kind: "slow", bytesPerSecond: 3_000_000 }]) });
  model.options.retry = { ...model.options.retry, stallTimeoutMs: 60_000 };
  const pulls = [startPull(model), startPull(model)];
  const printed = await Promise.all(pulls.map((pull) => pull.printed));
  expect(printed.map(({ fetched }) => fetched).sort()).toEqual([0, model.bytes.length].sort());
  expect(model.hub.bytesServed()).toBe(model.bytes.length);
  expect(Buffer.compare(await readFile(model.path), model.bytes)).toBe(0);
});

test("killed in the middle, the next process goes on from there", async () => {
  const stop = { kind: "hang", afterBytes: 1_500_000 } as const;
  const model = await hubModel({ fault: inOrder([stop]) });
  model.options.retry = { ...model.options.retry, stallTimeoutMs: 60_000 };
  const { child, printed } = startPull(model);
  await until(async () => (await partSize(model.path)) === 1_500_000);
  child.kill("SIGKILL");
  expect(await printed).toEqual({});
  expect(await cachedNames(model.cacheDirectory)).not.toContain(`a-model/${revision}/${imagePath}`);
  const [pulled] = await pullModel(model.reference, model.options);
  expect(pulled?.fetched).toBe(model.bytes.length - 1_500_000);
  expect(model.hub.bytesServed()).toBe(model.bytes.length);
});

test("when the process that fetches is killed, the one that waits goes on", async () => {
  const stop = { kind: "hang", afterBytes: 1_000_000 } as const;
  const model = await hubModel({ fault: inOrder([stop]) });
  model.options.retry = { ...model.options.retry, stallTimeoutMs: 60_000 };
  const first = startPull(model);
  await until(async () => (await partSize(model.path)) === 1_000_000);
  const waits: number[] = [];
  const waiting = pullModel(model.reference, {
    ...model.options,
    onProgress: ({ received }) => waits.push(received),
  });
  await until(async () => waits.length >= 3);
  expect(new Set(waits)).toEqual(new Set([1_000_000]));
  first.child.kill("SIGKILL");
  const [pulled] = await waiting;
  expect(pulled?.fetched).toBe(model.bytes.length - 1_000_000);
  expect(model.hub.bytesServed()).toBe(model.bytes.length);
});

test("killed at four moments, no partial file carries the final name", async () => {
  const model = await hubModel({
    fault: ({ stage }) =>
      stage === "content" ? { kind: "slow", bytesPerSecond: 2_000_000 } : undefined,
  });
  let kills = 0;
  let seen = 0;
  while (kills < 4) {
    const { child, printed } = startPull(model);
    const goal = seen + 50_000 + kills * 10_000;
    await until(async () => (await partSize(model.path)) >= goal);
    child.kill("SIGKILL");
    await printed;
    seen = await partSize(model.path);
    kills += 1;
    expect(
      (await cachedNames(model.cacheDirectory)).filter((name) => !/\.part/.test(name)),
    ).toEqual([]);
  }
  const [pulled] = await pullModel(model.reference, model.options);
  expect(pulled?.fetched).toBe(model.bytes.length - seen);
});

const namespaces = await run("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).then(
  () => null,
  () => "needs mounts in a user namespace",
);

test.skipIf(namespaces)(
  `a disk that fills up is disk_full, and what came is kept${namespaces ? ` (skipped: ${namespaces})` : ""}`,
  async () => {
    // The manifest does not tell the size, so that nobody can know before.
    const model = await hubModel({ sized: false });
    const folder = await temporaryFolder();
    const script = join(folder, "pull.mjs");
    await writeFile(
      script,
      `import { statSync } from "node:fs";
      import { pullModel } from ${JSON.stringify(core)};
      const options = { ...${JSON.stringify(model.options)}, cacheDirectory: "/mnt/cache" };
      const { code, message } = await pullModel(${JSON.stringify(model.reference)}, options).catch((error) => error);
      const part = "/mnt/cache/a-model/${revision}/${imagePath}.part";
      console.log(JSON.stringify({ code, message, kept: statSync(part).size }));`,
    );
    const inside = 'mount -t tmpfs -o size=1m tmpfs /mnt && exec "$0" "$1"';
    const { stdout } = await run("unshare", ["-rm", "sh", "-c", inside, process.execPath, script]);
    const { code, message, kept } = JSON.parse(stdout);
    expect(code).toBe("disk_full");
    expect(message).toContain("Free some room");
    expect(kept).toBeGreaterThan(500_000);
  },
);

test("a model that can't fit is refused before its first byte", async () => {
  const model = await hubModel();
  const manifest = JSON.parse(await readFile(model.reference, "utf8"));
  manifest.image.files.fp32.bytes = 2 ** 52;
  await writeFile(model.reference, JSON.stringify(manifest));
  await expect(pullModel(model.reference, model.options)).rejects.toMatchObject({
    code: "disk_full",
  });
  expect(model.hub.requests).toEqual([]);
});
