import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { errorTable } from "@revimg/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppServer, startAppServer } from "./app-server.mjs";
import { makePictureFolder, type PictureFolder } from "./picture-folder";

const entry = fileURLToPath(new URL("../build/server.js", import.meta.url));
let folder: PictureFolder;
let server: AppServer;

beforeAll(async () => {
  folder = await makePictureFolder(6);
  server = await startAppServer([folder.path], {
    REVIMG_TRUST_PROXY: "127.0.0.1",
    REVIMG_CORS: "https://shop.example",
    REVIMG_RATE_LIMIT: "9999",
  });
});

afterAll(async () => {
  await server?.remove();
  await folder?.remove();
});

/** Runs the server where it is expected to end by itself. */
async function run(words: string[], environment: Record<string, string>) {
  const directory = await mkdtemp(join(tmpdir(), "revimg-app-"));
  const { status, stderr } = spawnSync(process.execPath, [entry, ...words], {
    env: { ...process.env, REVIMG_DATA: directory, ...environment },
    encoding: "utf8",
    timeout: 180_000,
  });
  await rm(directory, { recursive: true, force: true });
  return { status, stderr };
}

test("the API answers as soon as the address is printed", async () => {
  const response = await fetch(`${server.url}/api/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: "ok", model: { dimension: 512 } });
});

test("indexing ends with a summary that names the broken file and why", async () => {
  await server.printed("broken.jpg: ");
  expect(server.output()).toMatch(/^Indexed 7 files in .*: 6 new, /m);
  expect(server.output()).toContain("1 could not be indexed:");
});

test("an original, its thumbnail and a range of it are served under /api", async () => {
  const form = new FormData();
  form.set("image", new Blob([new Uint8Array(folder.pictures[0]!.bytes)]), "query.jpg");
  const response = await fetch(`${server.url}/api/search`, { method: "POST", body: form });
  const { similar_images } = await response.json();
  const [first] = similar_images;
  expect(first).toMatchObject({ filename: folder.pictures[0]!.filename, tier: "exact" });
  const original = await fetch(server.url + first.image_url);
  expect(Buffer.from(await original.arrayBuffer()).equals(folder.pictures[0]!.bytes)).toBe(true);
  const range = await fetch(server.url + first.image_url, { headers: { range: "bytes=0-9" } });
  expect([range.status, (await range.arrayBuffer()).byteLength]).toEqual([206, 10]);
  const thumbnail = await fetch(server.url + first.thumbnail_url);
  expect(thumbnail.headers.get("content-type")).toBe("image/jpeg");
});

test("pages carry a policy that lets only their own scripts run", async () => {
  const response = await fetch(server.url);
  const policy = response.headers.get("content-security-policy") ?? "";
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  const scripts = [...(await response.text()).matchAll(/<script(?![^>]*\ssrc=)([^>]*)>/g)];
  expect(scripts.length).toBeGreaterThan(0);
  for (const [, attributes] of scripts) expect(attributes).toContain(`nonce="${nonce}"`);
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});

test("an upload is kept under an id of its own, and shown as nothing but a picture", async () => {
  const send = async (file: File) => {
    const body = new FormData();
    body.set("image", file);
    const response = await fetch(`${server.url}/uploads`, { method: "POST", body });
    return { status: response.status, body: await response.json() };
  };
  const picture = folder.pictures[0]!.bytes;
  const { status, body } = await send(new File([new Uint8Array(picture)], "a.jpg"));
  expect(status).toBe(201);
  const shown = await fetch(`${server.url}/uploads/${body.ids[0]}`);
  expect(Buffer.from(await shown.arrayBuffer()).equals(picture)).toBe(true);
  expect(shown.headers.get("content-type")).toBe("image/jpeg");
  expect(shown.headers.get("content-security-policy")).toContain("sandbox");
  const page = await send(new File(["<script>alert(1)</script>"], "a.jpg", { type: "text/html" }));
  expect((await fetch(`${server.url}/uploads/${page.body.ids[0]}`)).status).toBe(404);
  expect((await fetch(`${server.url}/uploads/${"a".repeat(24)}`)).status).toBe(404);
  const empty = await send(new File([], "a.jpg"));
  expect([empty.status, empty.body.code]).toEqual([422, "invalid_input"]);
});

test("hashed files are cached for good, and lie there compressed", async () => {
  const page = await (await fetch(server.url)).text();
  const asset = /\/assets\/[\w.-]+\.css/.exec(page)?.[0] ?? "";
  const texts = new Set<string>();
  for (const coding of ["br", "gzip", "identity"]) {
    const response = await fetch(server.url + asset, { headers: { "accept-encoding": coding } });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-encoding") ?? "identity").toBe(coding);
    expect(response.headers.get("content-type")).toContain("text/css");
    expect(response.headers.get("cache-control")).toContain("immutable");
    if (coding !== "identity") expect(response.headers.get("vary")).toContain("Accept-Encoding");
    texts.add(await response.text());
  }
  expect(texts.size).toBe(1);
});

test("pages are compressed", async () => {
  const response = await fetch(server.url, { headers: { "accept-encoding": "gzip" } });
  expect(response.headers.get("content-encoding")).toBe("gzip");
  expect(await response.text()).toContain("</html>");
});

test("only who came by TLS is asked to stay with it", async () => {
  const headers = { "x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https" };
  for (const path of ["/", "/api/health", "/favicon.svg"]) {
    const secure = await fetch(server.url + path, { headers });
    expect(secure.headers.get("strict-transport-security")).toBe("max-age=63072000");
    const plain = await fetch(server.url + path);
    expect(plain.headers.has("strict-transport-security")).toBe(false);
  }
});

test("the API answers as the configuration says, to each client behind a proxy", async () => {
  const remaining = async (address: string) => {
    const headers = { origin: "https://shop.example", "x-forwarded-for": address };
    const response = await fetch(`${server.url}/api/images?limit=1`, { headers });
    expect(response.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    return /r=(\d+)/.exec(response.headers.get("ratelimit") ?? "")?.[1];
  };
  expect(await remaining("198.51.100.17")).toBe("9998");
  expect(await remaining("198.51.100.17")).toBe("9997");
  expect(await remaining("198.51.100.18")).toBe("9998");
});

test("a balancer hears that the server lives and is ready", async () => {
  for (const path of ["/health/live", "/health/ready"]) {
    const response = await fetch(server.url + path);
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  }
});

test("pages that are open can't go with an API that is not", async () => {
  const { status, stderr } = await run([], { PORT: "0", REVIMG_READ: "key" });
  expect(status).toBe(errorTable.invalid_config.exit);
  expect(stderr).toContain("revimg serve");
});

test("a port that is taken is told", async () => {
  const { port } = new URL(server.url);
  const { status, stderr } = await run([], { PORT: port, HOST: "127.0.0.1" });
  expect(status).toBe(errorTable.invalid_config.exit);
  expect(stderr).toContain(`Port ${port} is taken`);
});

test("a path that does not exist is told before anything starts", async () => {
  const { status, stderr } = await run([join(folder.path, "nowhere")], { PORT: "0" });
  expect(status).toBe(errorTable.not_found.exit);
  expect(stderr).toContain("nowhere");
});

test("an index that another process holds is told, with where it is served", async () => {
  const { status, stderr } = await run([], { PORT: "0", REVIMG_DATA: server.dataDirectory });
  expect(status).toBe(errorTable.index_locked.exit);
  expect(stderr).toContain(server.url);
});

test("SIGTERM stops cleanly, and a second start finds everything indexed", async () => {
  expect(await server.stop()).toBe(0);
  expect(server.output()).toContain("Stopped.");
  expect(existsSync(server.dataDirectory)).toBe(true);
  const { stop, printed, output } = await server.restart();
  await printed("could not be indexed");
  expect(output()).toMatch(/0 new, 0 updated, 6 known already/);
  expect(await stop()).toBe(0);
});
