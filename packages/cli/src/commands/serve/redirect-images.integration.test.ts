import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { s3 } from "@revimg/adapters/s3";
import { createRevimg, type Revimg } from "@revimg/core";
import { AccessKeys, type RunningServer, serve } from "@revimg/http";
import { isS3Installed, type S3Service, startS3, whyNoService } from "@revimg/testing/services";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

const missing = whyNoService("s3");
let directory: string;
let service: S3Service;
let revimg: Revimg;
let server: RunningServer;
let id: string;
let bytes: Buffer;
let key: string;

const blobs = (more: { publicUrl?: string } = {}) => {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = service;
  return s3({ endpoint, bucket, credentials: { accessKeyId, secretAccessKey }, ...more });
};
const open = (more: { publicUrl?: string } = {}) =>
  createRevimg({ dataDirectory: directory, model: "mini", blobs: () => blobs(more) });

beforeAll(async () => {
  if (!isS3Installed()) return;
  directory = await mkdtemp(join(tmpdir(), "revimg-redirect-"));
  service = await startS3();
  revimg = await open();
  const pixels = { width: 400, height: 300, channels: 3, background: "teal" } as const;
  bytes = await sharp({ create: pixels }).jpeg().toBuffer();
  for await (const event of revimg.index([{ bytes, filename: "a.jpg" }])) {
    if (event.type === "added") id = event.id;
  }
  key = (await new AccessKeys(revimg.settings).add({ label: "a", scopes: ["read"] })).text;
  server = await serve({ revimg, port: 0, redirectImages: true, access: { read: "key" } });
});
beforeEach(({ skip }) => {
  if (missing !== null) skip(missing);
});
afterAll(async () => {
  await server?.close();
  await revimg?.close();
  await service?.stop();
  if (directory) await rm(directory, { recursive: true });
});

/** The signed address of the picture on the server, as a search answers it. */
async function signedAddress(variant: "image_url" | "thumbnail_url"): Promise<string> {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${server.url}/images/${id}`, { headers });
  return server.url + ((await answer.json()) as Record<string, string>)[variant];
}

it("leads from a signed address to a presigned one, which gives the bytes", async () => {
  const address = await signedAddress("image_url");
  const answer = await fetch(address, { redirect: "manual" });
  expect(answer.status).toBe(302);
  const location = new URL(answer.headers.get("location")!);
  expect(location.origin).toBe(new URL(service.endpoint).origin);
  expect(location.searchParams.get("X-Amz-Expires")).toBe("7200");
  expect(answer.headers.get("cache-control")).toBe("private, max-age=3600");
  const picture = await fetch(address);
  expect(Buffer.from(await picture.arrayBuffer()).equals(bytes)).toBe(true);
  expect(picture.headers.get("content-type")).toBe("image/jpeg");
  const part = await fetch(address, { headers: { range: "bytes=0-9" } });
  expect(part.status).toBe(206);
  expect((await part.arrayBuffer()).byteLength).toBe(10);
  const thumbnail = await fetch(await signedAddress("thumbnail_url"));
  expect(thumbnail.url).toContain(location.origin);
  const { width } = await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata();
  expect(width).toBe(320);
  // A presigned address answers GET alone.
  expect((await fetch(address, { method: "HEAD" })).status).toBe(200);
});

it("keeps strangers from the presigned address", async () => {
  const answer = await fetch(`${server.url}/image/${id}`, { redirect: "manual" });
  expect(answer.status).toBe(401);
  expect(answer.headers.has("location")).toBe(false);
});

it("leads to a CDN where the store names one, and to nothing that is not there", async () => {
  await server.close();
  await revimg.close();
  revimg = await open({ publicUrl: "https://cdn.example" });
  server = await serve({ revimg, port: 0, redirectImages: true });
  const thumbnail = `${server.url}/image/${id}?variant=thumbnail`;
  const answer = await fetch(thumbnail, { redirect: "manual" });
  expect(answer.headers.get("location")).toMatch(/^https:\/\/cdn\.example\/.*thumbnails\/.*\.jpg$/);
  const unknown = await fetch(`${server.url}/image/unknown`, { redirect: "manual" });
  expect(unknown.status).toBe(404);
});
