import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { inOrder } from "@revimg/testing/hub";
import { expect, test } from "vitest";
import type { PullProgress } from "./pull-model.js";
import { pullModel } from "./pull-model.js";
import {
  cachedNames,
  hubModel,
  imagePath,
  randomBytes,
  randomNumbers,
  revision,
} from "./test-hub-model.js";

test("fetches what is missing, once, and tells how far it is", async () => {
  const { reference, options, hub, path, bytes, cacheDirectory } = await hubModel({ text: true });
  const progress: PullProgress[] = [];
  const pulled = await pullModel(reference, { ...options, onProgress: (at) => progress.push(at) });
  expect(pulled.map(({ file, fetched }) => [file, fetched])).toEqual([
    [imagePath, bytes.length],
    ["onnx/text.onnx", 100_000],
    ["tokenizer.json", 999],
  ]);
  expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
  const last = progress.filter(({ file }) => file === imagePath).at(-1);
  expect(last).toMatchObject({ received: bytes.length, total: bytes.length });
  expect(await cachedNames(cacheDirectory)).toEqual(
    [imagePath, "onnx/text.onnx", "tokenizer.json"]
      .map((name) => `a-model/${revision}/${name}`)
      .sort(),
  );
  const served = hub.bytesServed();
  const again = await pullModel(reference, options);
  expect(again.map(({ fetched }) => fetched)).toEqual([0, 0, 0]);
  expect(hub.bytesServed()).toBe(served);
});

test("fetches the parts that are asked for", async () => {
  const { reference, options, cacheDirectory } = await hubModel({ text: true });
  await pullModel(reference, { ...options, parts: ["text"] });
  expect(await cachedNames(cacheDirectory)).toEqual([
    `a-model/${revision}/onnx/text.onnx`,
    `a-model/${revision}/tokenizer.json`,
  ]);
});

/** What a connection had on its way, at most, when it was cut. */
const inFlight = 256 * 1024;

test.each([1, 2, 3])(
  "ten cuts at random places: each goes on where it was (seed %i)",
  async (seed) => {
    const next = randomNumbers(seed);
    const cuts = Array.from({ length: 10 }, () => ({
      kind: "cut" as const,
      afterBytes: 300_000 + next(700_000),
    }));
    const size = 12_000_000;
    const { reference, options, hub, path, bytes } = await hubModel({ size, fault: inOrder(cuts) });
    await pullModel(reference, options);
    expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
    const contents = hub.requests.filter(({ stage }) => stage === "content");
    expect(contents).toHaveLength(11);
    let served = 0;
    for (const { headers, bytesServed } of contents) {
      const start = Number(/^bytes=(\d+)-$/.exec(String(headers.range ?? "bytes=0-"))?.[1]);
      expect(start).toBeGreaterThan(served - inFlight);
      expect(start).toBeLessThanOrEqual(served);
      expect("if-range" in headers).toBe(start > 0);
      served = start + bytesServed;
    }
    expect(served).toBe(size);
  },
);

test("a byte that is wrong once is mended by a fresh download", async () => {
  const fault = inOrder([{ kind: "wrong-byte", at: 1_234_567 }]);
  const { reference, options, hub, path, bytes } = await hubModel({ fault });
  await pullModel(reference, options);
  expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
  expect(hub.bytesServed()).toBe(2 * bytes.length);
});

test("a byte that stays wrong is model_corrupt, and nothing is kept", async () => {
  const { reference, options, hub, bytes, cacheDirectory } = await hubModel({
    fault: ({ stage }) => (stage === "content" ? { kind: "wrong-byte", at: 7 } : undefined),
  });
  await expect(pullModel(reference, options)).rejects.toMatchObject({
    code: "model_corrupt",
    message: expect.stringContaining(`revimg models pull ${reference}`),
  });
  expect(hub.bytesServed()).toBe(2 * bytes.length);
  expect(await cachedNames(cacheDirectory)).toEqual([]);
});

test.each([
  ["shorter", { kind: "short", bytes: 2_000_000 }],
  ["longer", { kind: "long", bytes: 5 }],
] as const)("a file that is %s than the manifest says is refused by its head", async (_, fault) => {
  const { reference, options, cacheDirectory } = await hubModel({
    fault: ({ stage }) => (stage === "content" ? fault : undefined),
  });
  await expect(pullModel(reference, options)).rejects.toMatchObject({ code: "model_corrupt" });
  expect(await cachedNames(cacheDirectory)).toEqual([]);
});

test("a wrong file of untold size is found by its hash", async () => {
  const { reference, options, cacheDirectory } = await hubModel({
    sized: false,
    served: randomBytes(9, 500_000),
    fault: ({ stage }) => (stage === "content" ? { kind: "unsized" } : undefined),
  });
  await expect(pullModel(reference, options)).rejects.toMatchObject({ code: "model_corrupt" });
  expect(await cachedNames(cacheDirectory)).toEqual([]);
});

test("sizes that nobody tells are no obstacle, also after a cut", async () => {
  const { reference, options, path, bytes } = await hubModel({
    sized: false,
    fault: inOrder([{ kind: "cut", afterBytes: 1_000_000 }, { kind: "unsized" }]),
  });
  await pullModel(reference, options);
  expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
});

test("a server without ranges is asked for the whole file again", async () => {
  const fault = inOrder([{ kind: "cut", afterBytes: 500_000 }, { kind: "whole" }]);
  const { reference, options, hub, path, bytes } = await hubModel({ fault });
  await pullModel(reference, options);
  expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
  expect(hub.bytesServed()).toBe(500_000 + bytes.length);
});

test.each([404, 401, 403])("a refusal with %i ends at once", async (status) => {
  const { reference, options, hub } = await hubModel({ fault: () => ({ kind: "status", status }) });
  await expect(pullModel(reference, options)).rejects.toMatchObject({
    code: "model_unavailable",
    retryable: false,
    message: expect.stringContaining("revimg models pull"),
    details: { status },
  });
  expect(hub.requests).toHaveLength(1);
});

test("429 and 503 are waited for, as long as the server asks", async () => {
  const fault = inOrder([
    { kind: "status", status: 429, headers: { "retry-after": "1" } },
    { kind: "status", status: 503 },
  ]);
  const { reference, options } = await hubModel({ fault });
  const start = performance.now();
  await pullModel(reference, { ...options, retry: { ...options.retry, maxDelayMs: 5_000 } });
  expect(performance.now() - start).toBeGreaterThanOrEqual(999);
});

test("a server that only asks to wait is given up, without the waits it asks for", async () => {
  const headers = { "retry-after": "3600" };
  const { reference, options, hub } = await hubModel({
    fault: () => ({ kind: "status", status: 429, headers }),
  });
  await expect(pullModel(reference, options)).rejects.toMatchObject({
    code: "model_unavailable",
    retryable: true,
    details: { status: 429 },
  });
  expect(hub.requests).toHaveLength(3);
});

test("a hanging connection is given up, and another one goes on from there", async () => {
  const fault = inOrder([
    { kind: "hang", afterBytes: 0 },
    { kind: "hang", afterBytes: 700_000 },
  ]);
  const { reference, options, hub, path, bytes } = await hubModel({ fault });
  await pullModel(reference, options);
  expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
  expect(hub.bytesServed()).toBe(bytes.length);
});

test("a server that always hangs is model_unavailable", async () => {
  const { reference, options } = await hubModel({
    fault: ({ stage }) => (stage === "content" ? { kind: "hang", afterBytes: 0 } : undefined),
  });
  await expect(pullModel(reference, options)).rejects.toMatchObject({
    code: "model_unavailable",
    message: expect.stringContaining("nothing came for 0.3 s"),
  });
});

test("a server that is not there is model_unavailable, and named without its password", async () => {
  const { reference, options, hub } = await hubModel();
  await hub.close();
  const { host } = new URL(hub.url);
  const endpoint = `http://someone:secret@${host}/mirror`;
  const failure = await pullModel(reference, { ...options, endpoint }).catch((error) => error);
  expect(failure).toMatchObject({ code: "model_unavailable" });
  expect(failure.message).toContain(`${host}: the connection failed (ECONNREFUSED)`);
  expect(failure.message).not.toContain("secret");
});

test("a name and password in the endpoint go to the hub, and not where it sends on to", async () => {
  const { reference, options, hub } = await hubModel();
  const endpoint = hub.url.replace("://", "://someone:s%40cret@");
  await pullModel(reference, { ...options, endpoint });
  const expected = `Basic ${Buffer.from("someone:s@cret").toString("base64")}`;
  expect(hub.requests[0]?.headers.authorization).toBe(expected);
});

test("an abort stops at once, with its reason, and what came is kept", async () => {
  const fault = inOrder([{ kind: "hang", afterBytes: 1_000_000 }]);
  const { reference, options, hub, path, bytes, cacheDirectory } = await hubModel({ fault });
  const controller = new AbortController();
  const reason = new Error("enough");
  const pull = pullModel(reference, {
    ...options,
    retry: { stallTimeoutMs: 60_000 },
    signal: controller.signal,
    onProgress: ({ received }) => {
      if (received === 1_000_000) controller.abort(reason);
    },
  });
  await expect(pull).rejects.toBe(reason);
  expect((await stat(`${path}.part`)).size).toBe(1_000_000);
  expect(await cachedNames(cacheDirectory)).not.toContain(`a-model/${revision}/${imagePath}`);
  const [pulled] = await pullModel(reference, options);
  expect(pulled?.fetched).toBe(bytes.length - 1_000_000);
  expect(hub.bytesServed()).toBe(bytes.length);
});

test("an abort ends the wait before another attempt", async () => {
  const headers = { "retry-after": "3600" };
  const controller = new AbortController();
  const reason = new Error("enough");
  const { reference, options } = await hubModel({
    fault: () => {
      setTimeout(() => controller.abort(reason), 50);
      return { kind: "status", status: 429, headers };
    },
  });
  const retry = { ...options.retry, maxDelayMs: 3_600_000 };
  const pull = pullModel(reference, { ...options, retry, signal: controller.signal });
  await expect(pull).rejects.toBe(reason);
});

test("offline, nothing is asked; the message names the file, its place and the command", async () => {
  const { reference, options, hub, path } = await hubModel();
  const failure = await pullModel(reference, { ...options, offline: true }).catch((e) => e);
  expect(failure).toMatchObject({ code: "model_unavailable", retryable: false });
  expect(failure.message).toContain(imagePath);
  expect(failure.message).toContain(path);
  expect(failure.message).toContain(`revimg models pull ${reference} --cache`);
  expect(hub.requests).toEqual([]);
});

test("a corrupt file in the cache is fetched again", async () => {
  const { reference, options, path, bytes } = await hubModel();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, randomBytes(5, bytes.length));
  const [pulled] = await pullModel(reference, options);
  expect(pulled?.fetched).toBe(bytes.length);
  expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
});

test("a part with other bytes than the server's is dropped, and the file fetched whole", async () => {
  const { reference, options, path, bytes } = await hubModel();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, randomBytes(6, 1_000_000));
  await pullModel(reference, options);
  expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
});

test("a part that is whole already is used without a transfer", async () => {
  const { reference, options, hub, path, bytes } = await hubModel();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, bytes);
  const [pulled] = await pullModel(reference, options);
  expect(pulled?.fetched).toBe(0);
  expect(hub.requests).toEqual([]);
});

test("two calls at once fetch each file once", async () => {
  const { reference, options, hub, bytes } = await hubModel();
  const [a, b] = await Promise.all([pullModel(reference, options), pullModel(reference, options)]);
  expect([a[0]?.fetched, b[0]?.fetched].sort()).toEqual([0, bytes.length].sort());
  expect(hub.bytesServed()).toBe(bytes.length);
});

test("a cache folder that can't be written is told", async () => {
  const { reference, options, hub } = await hubModel();
  const failure = await pullModel(reference, {
    ...options,
    cacheDirectory: `${reference}/cache`,
  }).catch((error) => error);
  expect(failure).toMatchObject({ code: "invalid_config" });
  expect(failure.message).toContain("--cache");
  expect(hub.requests).toEqual([]);
});
