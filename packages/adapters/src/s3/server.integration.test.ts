import { createHash, randomBytes } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { buffer } from "node:stream/consumers";
import {
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { isS3Installed, type S3Service, startS3, whyNoService } from "@revimg/testing/services";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { s3 } from "../s3.js";
import { optionsFor } from "./testing/options-for.js";

const megabyte = 1024 * 1024;
const missing = whyNoService("s3");
let service: S3Service;
let client: S3Client;

beforeAll(async () => {
  if (!isS3Installed()) return;
  service = await startS3();
  const { endpoint, region, accessKeyId, secretAccessKey } = service;
  const credentials = { accessKeyId, secretAccessKey };
  client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
});

beforeEach(({ skip }) => {
  if (missing !== null) skip(missing);
});

afterAll(async () => {
  client?.destroy();
  await service?.stop();
});

/** Chunks of 1 MB, made when they are asked for. */
function chunks(count: number, onChunk: (sent: number) => unknown = () => {}) {
  let sent = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await onChunk(sent);
        if (sent++ < count) controller.enqueue(new Uint8Array(megabyte).fill(sent));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

const uploadsLeft = async () =>
  (await client.send(new ListMultipartUploadsCommand({ Bucket: service.bucket }))).Uploads ?? [];

test("a wrong secret and an unknown key are refused, never empty answers, and not shown", async () => {
  const { accessKeyId } = service;
  for (const credentials of [
    { accessKeyId, secretAccessKey: "wrong-secret" },
    { accessKeyId: "NOBODY", secretAccessKey: "wrong-secret" },
  ]) {
    await using blobs = s3({ ...optionsFor(service), credentials });
    const calls = [
      () => blobs.stat("a"),
      () => blobs.get("a"),
      () => blobs.put("a", new Uint8Array(3)),
      () => blobs.put("a", chunks(9)),
      () => blobs.delete(["a"]),
      () => blobs.list()[Symbol.asyncIterator]().next(),
    ];
    for (const call of calls) {
      const error = await call().catch((thrown) => thrown);
      expect(error).toMatchObject({ code: "store_failed", retryable: false, adapter: "s3" });
      const { message, details, cause } = error;
      const shown = `${message} ${JSON.stringify(details)} ${cause} ${JSON.stringify(cause)}`;
      expect(shown).not.toMatch(new RegExp(`wrong-secret|${accessKeyId}|NOBODY|Signature=`));
    }
  }
});

test("a bucket that does not exist is invalid_config with the command that makes it", async () => {
  await using blobs = s3({ ...optionsFor(service), bucket: "no-such-bucket" });
  const calls = [
    () => blobs.stat("a"),
    () => blobs.get("a"),
    () => blobs.put("a", new Uint8Array(3), { ifAbsent: true }),
    () => blobs.put("a", chunks(9), { ifAbsent: true }),
    () => blobs.delete(["a"]),
    () => blobs.list()[Symbol.asyncIterator]().next(),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringContaining("aws s3 mb s3://no-such-bucket"),
    });
  }
});

test("an address of url() serves the bytes to everybody, with their type", async () => {
  await using blobs = s3({ ...optionsFor(service), prefix: "year=2026/ä b" });
  const bytes = randomBytes(1_000);
  await blobs.put("a/b.webp", bytes, { contentType: "image/webp" });
  const answer = await fetch(await blobs.url!("a/b.webp", { expiresInSeconds: 60 }));
  expect(answer.headers.get("content-type")).toBe("image/webp");
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  const { origin, pathname } = new URL(answer.url);
  expect((await fetch(origin + pathname)).status).toBe(403);
});

test("objects of others are neither listed nor in the way, and prefixes are apart", async () => {
  await using blobs = s3({ ...optionsFor(service), prefix: "mine" });
  await using others = s3({ ...optionsFor(service), prefix: "mine2" });
  await blobs.put("a", new Uint8Array(1));
  await others.put("b", new Uint8Array(1));
  for (const Key of ["mine/", "mine/some file.txt"]) {
    await client.send(new PutObjectCommand({ Bucket: service.bucket, Key, Body: "x" }));
  }
  const keys: string[] = [];
  for await (const key of blobs.list()) keys.push(key);
  expect(keys).toEqual(["a"]);
});

test("an injected client works and stays open", async () => {
  const own = s3({ bucket: service.bucket, prefix: "injected", client });
  await own.put("a", new Uint8Array(5));
  expect(await own.stat("a")).toEqual({ size: 5, contentType: null });
  await own.close();
  const { bucket } = service;
  const list = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "injected/" }));
  expect(list.KeyCount).toBe(1);
});

test("one connection serves reads that follow each other", async () => {
  await using blobs = s3(optionsFor(service));
  await blobs.put("small", randomBytes(1_000));
  let opened = 0;
  const count = () => {
    opened++;
  };
  subscribe("net.client.socket", count);
  for (let i = 0; i < 10; i++) await buffer((await blobs.get("small"))!.stream);
  unsubscribe("net.client.socket", count);
  expect(opened).toBe(0);
});

test("an answer that nobody reads for a while goes on where it was", async () => {
  await using blobs = s3({ ...optionsFor(service), timeoutMs: 60_000 });
  const bytes = randomBytes(5 * megabyte);
  await blobs.put("slow", bytes);
  const reader = (await blobs.get("slow"))!.stream.getReader();
  const read = [(await reader.read()).value!];
  // The idle answer is given up after ten seconds; a gateway that went away meanwhile shows it.
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  await service.kill();
  await service.restart();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    read.push(next.value);
  }
  expect(Buffer.concat(read).equals(bytes)).toBe(true);
});

test("a stream that fails or is aborted in the middle leaves no object and no parts", async () => {
  await using blobs = s3(optionsFor(service));
  const broken = new Error("the source broke");
  const failing = chunks(40, (sent) => {
    if (sent === 30) throw broken;
  });
  await expect(blobs.put("broken", failing)).rejects.toBe(broken);
  expect(await uploadsLeft()).toEqual([]);

  const controller = new AbortController();
  const reason = new Error("enough");
  const aborted = chunks(40, (sent) => {
    if (sent === 30) controller.abort(reason);
  });
  const { signal } = controller;
  await expect(blobs.put("broken", aborted, { signal })).rejects.toBe(reason);
  expect(await blobs.stat("broken")).toBeNull();
  // Closing waits for what an abort leaves to be removed.
  await blobs.close();
  expect(await uploadsLeft()).toEqual([]);
});

test("ifAbsent of a long stream leaves what is there", async () => {
  await using blobs = s3(optionsFor(service));
  expect(await blobs.put("long", chunks(20), { ifAbsent: true })).toBe(true);
  expect(await blobs.put("long", chunks(9), { ifAbsent: true })).toBe(false);
  expect(await blobs.stat("long")).toMatchObject({ size: 20 * megabyte });
  expect(await uploadsLeft()).toEqual([]);
});

test("a stream of 200 MB goes up and down in bounded memory", async () => {
  await using blobs = s3(optionsFor(service));
  const before = process.memoryUsage.rss();
  let most = 0;
  const sent = createHash("sha256");
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const body = chunks(200, look).pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        sent.update(chunk);
        controller.enqueue(chunk);
      },
    }),
  );
  await blobs.put("large", body);
  const received = createHash("sha256");
  for await (const chunk of (await blobs.get("large"))!.stream) {
    received.update(chunk);
    look();
  }
  expect(received.digest("hex")).toBe(sent.digest("hex"));
  expect((most - before) / megabyte).toBeLessThan(100);
  await blobs.delete(["large"]);
});

const failure = { code: "store_failed", retryable: true, adapter: "s3" };

test("a gateway killed in the middle of put and get is store_failed; after its return all works", async () => {
  await using blobs = s3({ ...optionsFor(service), timeoutMs: 5_000 });
  const bytes = randomBytes(50 * megabyte);
  await blobs.put("kept", bytes);
  const reader = (await blobs.get("kept"))!.stream.getReader();
  await reader.read();
  const uploading = chunks(40, async (sent) => {
    if (sent === 30) await service.kill();
  });
  await expect(blobs.put("half", uploading)).rejects.toMatchObject(failure);
  await expect(
    (async () => {
      while (!(await reader.read()).done);
    })(),
  ).rejects.toMatchObject(failure);
  await expect(blobs.put("kept", bytes)).rejects.toMatchObject(failure);

  await service.restart();
  expect(await blobs.stat("half")).toBeNull();
  const kept = await buffer((await blobs.get("kept"))!.stream);
  expect(kept.equals(bytes)).toBe(true);
  expect(await blobs.put("half", chunks(20))).toBe(true);
});

test("a gateway that falls silent is given up within the timeout", async () => {
  await using blobs = s3({ ...optionsFor(service), timeoutMs: 3_000 });
  await blobs.put("silent", new Uint8Array(30 * megabyte));
  const reader = (await blobs.get("silent"))!.stream.getReader();
  await reader.read();
  service.signal("SIGSTOP");
  try {
    await expect(blobs.put("other", new Uint8Array(9))).rejects.toMatchObject(failure);
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toMatchObject(failure);
  } finally {
    service.signal("SIGCONT");
  }
  expect(await blobs.stat("silent")).toMatchObject({ size: 30 * megabyte });
});
