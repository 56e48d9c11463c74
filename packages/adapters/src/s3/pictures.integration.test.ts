import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  createRevimg,
  type IndexEvent,
  type IndexItem,
  type IndexSource,
  type Revimg,
} from "@revimg/core";
import { memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import { isS3Installed, type S3Service, startS3, whyNoService } from "@revimg/testing/services";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { picturesFromUrl } from "../config.js";
import { s3Pictures } from "../s3.js";
import { type S3Picture, type S3Place, S3Reader } from "./pictures.js";
import { optionsFor } from "./testing/options-for.js";

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

const put = (Key: string, Body: Uint8Array | string) =>
  client.send(new PutObjectCommand({ Bucket: service.bucket, Key, Body: Buffer.from(Body) }));

/** A picture of its own. */
const picture = (shade: number) =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: { r: shade, g: 9, b: 90 } } })
    .composite([{ input: Buffer.from(`<svg><circle cx="20" cy="20" r="${shade % 20}"/></svg>`) }])
    .png()
    .toBuffer();

async function openIndex(): Promise<Revimg> {
  const stores = { vectors: memoryVectors(), metadata: memoryMetadata(), blobs: memoryBlobs() };
  const revimg = await createRevimg({ model: "mini", ...stores });
  onTestFinished(() => revimg.close());
  return revimg;
}

async function run(revimg: Revimg, source: IndexSource) {
  const events: IndexEvent[] = [];
  for await (const event of revimg.index(source)) events.push(event);
  return events
    .flatMap((event) => ("name" in event ? [`${event.type} ${event.name}`] : []))
    .toSorted();
}

test("pictures below a prefix are indexed, and a second run reads only what changed", async () => {
  const { bucket } = service;
  await put("shop/2026/a.png", await picture(10));
  await put("shop/2026/it's 100%/ü#1.PNG", await picture(30));
  await put("shop/2026/notes.txt", "no picture");
  await put("shop/2026/broken.jpg", "no picture");
  await put("shop/2026-old/b.png", await picture(50));
  const revimg = await openIndex();
  await using pictures = s3Pictures({ ...optionsFor(service), prefix: "shop/2026" });
  expect(await run(revimg, pictures)).toEqual([
    "added a.png",
    "added ü#1.PNG",
    "failed broken.jpg",
  ]);
  const listed = async () => (await revimg.list({ sort: "name" })).images;
  expect((await listed()).map(({ sources }) => sources[0]?.url)).toEqual([
    `s3://${bucket}/shop/2026/a.png`,
    `s3://${bucket}/shop/2026/it's%20100%25/%C3%BC%231.PNG`,
  ]);
  await put("shop/2026/a.png", await picture(70));
  const reads: string[] = [];
  async function* watched() {
    for await (const item of pictures) {
      const { read } = item;
      const noted: typeof read = (options) => {
        reads.push(String(item.filename));
        return read!(options);
      };
      yield { ...item, read: noted };
    }
  }
  expect(await run(revimg, watched())).toEqual([
    "added a.png",
    "failed broken.jpg",
    "unchanged ü#1.PNG",
  ]);
  expect(reads.toSorted()).toEqual(["a.png", "broken.jpg"]);
  expect(await listed()).toHaveLength(2);
});

test("an object that is too large, or gone, is one failed picture", async () => {
  await put("odd/a.png", await picture(90));
  await put("odd/gone.png", await picture(110));
  await put("odd/large.png", new Uint8Array(2_000_000));
  const stores = { vectors: memoryVectors(), metadata: memoryMetadata(), blobs: memoryBlobs() };
  await using revimg = await createRevimg({ model: "mini", limits: { maxBytes: 1e6 }, ...stores });
  await using pictures = s3Pictures({ ...optionsFor(service), prefix: "odd/" });
  async function* later() {
    const items: IndexItem[] = [];
    for await (const item of pictures) items.push(item);
    await client.send(new DeleteObjectCommand({ Bucket: service.bucket, Key: "odd/gone.png" }));
    yield* items;
  }
  expect(await run(revimg, later())).toEqual([
    "added a.png",
    "failed gone.png",
    "failed large.png",
  ]);
  const { images } = await revimg.list({ status: "failed", sort: "name" });
  expect(images.map(({ failure }) => failure)).toEqual([
    "The object is not in the bucket any more.",
    expect.stringContaining("has 2000000 bytes; at most 1000000 are read"),
  ]);
});

test("a bucket that is not there ends the run, and a URL names one as for the blob store", async () => {
  const revimg = await openIndex();
  await using wrong = s3Pictures({ ...optionsFor(service), bucket: "no-such-bucket" });
  await expect(run(revimg, wrong)).rejects.toMatchObject({ code: "invalid_config" });
  await expect(picturesFromUrl("s3://bucket?endpiont=x")).rejects.toThrow("endpoint");
  await expect(picturesFromUrl("gs://bucket")).rejects.toThrow("s3://bucket/prefix");
  await put("one/a.png", await picture(130));
  const { accessKeyId, secretAccessKey, endpoint, bucket } = service;
  const before = { ...process.env };
  onTestFinished(() => void Object.assign(process.env, before));
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  await using one = await picturesFromUrl(`s3://${bucket}/one/a.png?endpoint=${endpoint}`);
  expect(await run(revimg, one)).toEqual(["added a.png"]);
});

test("another process reads what was listed here, with its own keys", async () => {
  await put("queued/a b.png", await picture(61));
  const listed: IndexItem[] = [];
  await using pictures = s3Pictures({ ...optionsFor(service), prefix: "queued" });
  for await (const item of pictures) listed.push(item);
  const kept = JSON.parse(JSON.stringify(listed)) as (S3Picture & { place: S3Place })[];
  expect(JSON.stringify(kept)).not.toContain(service.secretAccessKey);
  expect(kept[0]?.read).toBeUndefined();
  const { accessKeyId, secretAccessKey } = service;
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  for (const [name, value] of Object.entries(keys)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const reader = new S3Reader();
  onTestFinished(() => reader.close());
  const revimg = await openIndex();
  const source = kept.map((item) => reader.open(item));
  expect(await run(revimg, source)).toEqual(["added a b.png"]);
  expect(
    await run(
      revimg,
      kept.map((item) => reader.open(item)),
    ),
  ).toEqual(["unchanged a b.png"]);
});
