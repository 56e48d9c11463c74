import { readdir } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import {
  type BlobStore,
  createRevimg,
  type MetadataStore,
  type RevimgOptions,
  type VectorStore,
} from "@revimg/core";
import { fsBlobs } from "@revimg/core/fs";
import { memoryBlobs, memoryMetadata } from "@revimg/core/memory";
import { describe, expect, it } from "vitest";
import { loadConfig, readConfig } from "../config.js";
import { folderWith, refusalOf } from "./testing/folder.js";
import type { StorePart } from "./types.js";

const variables = {
  vectors: "REVIMG_VECTORS",
  metadata: "REVIMG_METADATA",
  blobs: "REVIMG_BLOBS",
} satisfies Record<StorePart, string>;

const load = (part: StorePart, url: string, directory = process.cwd()) =>
  loadConfig({ environment: { [variables[part]]: url }, directory, file: false });

const failure = (part: StorePart, url: string) => refusalOf(load(part, url));

/** A server that has nothing, and notes what it is asked. */
async function recorder(asked: { url: string; headers: IncomingHttpHeaders }[]) {
  const server = createServer(({ url = "", headers }, response) => {
    asked.push({ url, headers });
    response.writeHead(404, { connection: "close" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The server has no port.");
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: address.port, [Symbol.asyncDispose]: close };
}

/** What the value of the option makes. */
async function made<Part extends StorePart>(options: RevimgOptions, part: Part) {
  const option = options[part];
  if (typeof option !== "function") throw new Error(`${part} is not a function.`);
  return (await option()) as {
    vectors: VectorStore;
    metadata: MetadataStore;
    blobs: BlobStore;
  }[Part];
}

describe("the URL of a store", () => {
  it.each(["vectors", "metadata"] as const)("sqlite: for %s leaves it to core", async (part) => {
    expect(await load(part, "sqlite:")).toEqual({});
  });

  it("file: leaves the pictures to core", async () => {
    expect(await load("blobs", "file:")).toEqual({});
  });

  it.each(["vectors", "metadata", "blobs"] as const)("memory: for %s", async (part) => {
    const options = await load(part, "memory:");
    const store = await made(options, part);
    expect(store.name).toBe("memory");
    await store.close();
  });

  it.each([
    ["./pictures", "pictures"],
    ["deep/pictures/", "deep/pictures"],
    ["file:pictures", "pictures"],
    ["file://%s/with%%20space", "with space"],
    ["%s/absolute", "absolute"],
  ])("%s is a folder of pictures", async (url, path) => {
    const folder = await folderWith({});
    const options = await load("blobs", url.replace("%s", folder).replace("%%", "%"), folder);
    const store = await made(options, "blobs");
    await store.put("a.txt", new TextEncoder().encode("a"));
    await store.close();
    const direct = fsBlobs({ directory: join(folder, path) });
    expect(await direct.stat("a.txt")).toMatchObject({ size: 1 });
    await direct.close();
  });

  it.each(["postgres", "postgresql"])("%s:// for metadata", async (scheme) => {
    const url = `${scheme}://me:secret@db.example.com:5433/pictures?sslmode=verify-full&application_name=app`;
    const store = await made(await load("metadata", url), "metadata");
    expect(store.name).toBe("postgres");
    expect(store.location).toBe("postgres://db.example.com:5433/pictures");
    await store.close();
  });

  it.each(["postgres", "postgresql", "pgvector"])("%s:// for vectors", async (scheme) => {
    const url = `${scheme}://me:secret@db.example.com:5433/pictures?sslmode=verify-full`;
    const store = await made(await load("vectors", url), "vectors");
    expect(store.name).toBe("pgvector");
    expect(store.location).toBe("postgres://db.example.com:5433/pictures");
    await store.close();
  });

  it("pgvector:// with the parameters of the index", async () => {
    const server = "pgvector://me:secret@db/pictures?application_name=app";
    const index = "index=hnsw&type=halfvec&m=24&ef_construction=200&ef_search=400";
    const store = await made(await load("vectors", `${server}&${index}`), "vectors");
    expect(store.location).toBe("postgres://db:5432/pictures");
    await store.close();
    const wrong = await failure("vectors", `${server}&m=24&ef_construction=40`);
    expect(wrong).toMatchObject({ code: "invalid_config" });
    expect(wrong.message).toContain("from 48 to 1000");
    expect(wrong.message).not.toContain("secret");
  });

  it("s3:// for pictures, with every parameter", async () => {
    const url =
      "s3://my-bucket/a%20b/c/?region=eu-central-1&endpoint=http://127.0.0.1:9000&path_style=true&public_url=https://cdn.example.com";
    const store = await made(await load("blobs", url), "blobs");
    expect(store.name).toBe("s3");
    expect(await store.url?.("k.webp")).toBe("https://cdn.example.com/a%20b/c/k.webp");
    await store.close();
  });

  it("chroma:// for vectors, with every parameter and the token of the environment", async () => {
    const asked: { url: string; headers: IncomingHttpHeaders }[] = [];
    await using server = await recorder(asked);
    const url = `chroma://127.0.0.1:${server.port}/shop?tenant=a&database=b&tls=false&token_header=authorization`;
    const environment = { REVIMG_VECTORS: url, CHROMA_TOKEN: "the-token" };
    const { options, settings } = await readConfig({ environment, file: false });
    expect(JSON.stringify(settings)).not.toContain("the-token");
    await using store = await made(options, "vectors");
    expect(store.location).toBe(`chroma://127.0.0.1:${server.port}/shop`);
    await expect(store.open({ space: "s", dimension: 4 })).rejects.toThrow("is no Chroma");
    expect(asked[0]).toMatchObject({
      url: "/api/v2/version",
      headers: { authorization: "Bearer the-token" },
    });
  });

  it("pinecone:// for vectors, with every parameter and the key of the environment", async () => {
    const asked: { url: string; headers: IncomingHttpHeaders }[] = [];
    await using server = await recorder(asked);
    const url = `pinecone://photos?cloud=aws&region=us-east-1&endpoint=http://127.0.0.1:${server.port}`;
    const environment = { REVIMG_VECTORS: url, PINECONE_API_KEY: "the-key" };
    const { options, settings } = await readConfig({ environment, file: false });
    expect(JSON.stringify(settings)).not.toContain("the-key");
    await using store = await made(options, "vectors");
    expect(store.location).toBe("pinecone://photos");
    await expect(store.open({ space: "s", dimension: 4 })).rejects.toMatchObject({
      code: "store_failed",
    });
    // An index that is absent is made, as the URL says where.
    expect(asked.map((one) => one.url)).toEqual(["/indexes/photos", "/indexes"]);
    expect(asked[0]?.headers["api-key"]).toBe("the-key");
  });

  it.each([
    ["pinecone://photos?cloud=aws", "An index is made by cloud and region together."],
    ["pinecone://Photos_1", "It names the index, of a-z, 0-9 and -."],
  ])("%s is refused though there is a key", async (url, message) => {
    const environment = { REVIMG_VECTORS: url, PINECONE_API_KEY: "the-key" };
    const error = await refusalOf(loadConfig({ environment, file: false }));
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("the-key");
  });

  it("stands in the file, with paths relative to it", async () => {
    const folder = await folderWith({
      "revimg.config.json": '{ "blobs": "./pictures", "vectors": "sqlite:" }',
      "a/b": "",
    });
    const options = await loadConfig({ environment: {}, directory: join(folder, "a") });
    const store = await made(options, "blobs");
    expect(store.location).toBe(join(folder, "pictures"));
    await store.close();
    expect(options.vectors).toBeUndefined();
  });

  it("among explicit options is a function too", async () => {
    const explicit = { blobs: "memory:" };
    const options = await loadConfig({ explicit, environment: {}, file: false });
    await (await made(options, "blobs")).close();
  });
});

describe("a URL is refused:", () => {
  const forBlobs =
    "For blobs there are memory:, file:///folder (or a path such as ./folder), s3://bucket/prefix.";

  it.each<[StorePart, string, string]>([
    [
      "blobs",
      "postgres://me:secret@host/db",
      `can't be a postgres: URL, which is for vectors and metadata. ${forBlobs}`,
    ],
    [
      "vectors",
      "s3://bucket",
      "which is for blobs. For vectors there are sqlite:, memory:, postgres://",
    ],
    ["blobs", "sqlite:", "which is for vectors and metadata."],
    [
      "blobs",
      "s4://bucket",
      `there is no store with the scheme s4:. Did you mean s3:? ${forBlobs}`,
    ],
    ["metadata", "postgers://me:secret@host/db", "Did you mean postgres:?"],
    [
      "metadata",
      "mongodb+srv://me:secret@host/db",
      "no store with the scheme mongodb+srv:. For metadata there are",
    ],
    ["blobs", "pictures", "must be one of memory:, file:///folder"],
    ["vectors", "memory:x", 'must be a URL like memory:; it is "memory:x".'],
    ["metadata", "sqlite:./my.db", "The file lies in the folder of dataDirectory (REVIMG_DATA)."],
    ["blobs", "file://host/folder", "An absolute path has three slashes before it"],
    [
      "metadata",
      "postgres://me:secret@host",
      "must be a URL like postgres://user:password@host:5432/database",
    ],
    ["metadata", "postgres:///db", "must be a URL like postgres://"],
    ["metadata", "postgres://me:se#cret@host/db", "must be percent-encoded"],
    ["metadata", "postgres://me:5/a?secret@host/db", "must be percent-encoded"],
    ["metadata", "postgres://me:se?cret@host/db", "must be percent-encoded"],
    [
      "metadata",
      "postgres://h/db?ssl_mode=require",
      "ssl_mode is not a parameter of postgres: URLs. Did you mean sslmode?",
    ],
    [
      "metadata",
      "postgres://h/db?sslmode=on",
      "sslmode in REVIMG_METADATA must be disable, prefer",
    ],
    [
      "metadata",
      "postgres://h/db?password=secret",
      "password is not a parameter of postgres: URLs. There are sslmode,",
    ],
    [
      "blobs",
      "s3://bucket?regoin=eu",
      "regoin is not a parameter of s3: URLs. Did you mean region?",
    ],
    ["blobs", "s3://bucket?forcePathStyle=true", "Did you mean path_style?"],
    [
      "blobs",
      "s3://bucket?path_style=yes",
      'path_style in REVIMG_BLOBS must be true or false; it is "yes".',
    ],
    [
      "blobs",
      "s3://bucket?endpoint=http://me:secret@host",
      "endpoint in REVIMG_BLOBS must be an address",
    ],
    ["blobs", "s3://bucket?region=a&region=b", "has the parameter region twice"],
    ["blobs", "s3://localhost:9000/bucket", "s3://bucket?endpoint=http://host:9000"],
    ["blobs", "s3://key:secret@bucket", "AWS_ACCESS_KEY_ID"],
    ["vectors", "chroma://me:secret@host:8000", "The token is read from CHROMA_TOKEN."],
    ["vectors", "chroma:///prefix", "must be a URL like chroma://host:8000/prefix"],
    ["vectors", "chroma://host/a/b", "The path is the beginning of the collections' names."],
    ["vectors", "chroma://host?token=secret", "token is not a parameter of chroma: URLs."],
    [
      "vectors",
      "chroma://host?tls=yes",
      'tls in REVIMG_VECTORS must be true or false; it is "yes".',
    ],
    ["vectors", "chroma://host?token_header=authorization", "needs a token in CHROMA_TOKEN"],
    [
      "metadata",
      "chroma://me:secret@host:8000",
      "can't be a chroma: URL, which is for vectors. For metadata there are",
    ],
    ["vectors", "pinecone://index", "Set PINECONE_API_KEY to a key of its project."],
    ["vectors", "pinecone://secret@index", "The key is read from PINECONE_API_KEY."],
    ["vectors", "pinecone://index/namespace", "It names the index, of a-z, 0-9 and -."],
    ["vectors", "faiss:", "must be a URL like faiss:./folder"],
    ["vectors", "faiss://host/folder", "three slashes before it: faiss:///folder"],
    ["blobs", "s3:bucket", "must be a URL like s3://bucket/prefix"],
    ["blobs", "s3://bucket/%zz", "must be written %25"],
  ])("%s %s", async (part, url, message) => {
    const error = await failure(part, url);
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain(variables[part]);
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/secret|cret@/);
    expect(error.details).toEqual({ key: variables[part] });
  });

  it.each([
    ["faiss:./faiss", "faiss"],
    ["faiss:deep/vectors", "deep/vectors"],
    ["faiss://%s/with%%20space", "with space"],
  ])("%s keeps vectors in a folder", async (url, expected) => {
    const directory = process.cwd();
    const options = await load("vectors", url.replace("%s", directory).replace("%%", "%"));
    const store = await made(options, "vectors");
    expect(store.name).toBe("faiss");
    expect(store.location).toBe(join(directory, expected));
    await store.close();
  });
});

describe("a store in the file", () => {
  it("is handed on as a function, so that the index closes it", async () => {
    const folder = await folderWith({
      "revimg.config.mjs": `
        const store = { name: "own", location: "/somewhere" };
        for (const method of ["put", "stat", "close"]) store[method] = async () => {};
        export default { blobs: store, metadata: () => store };
      `,
    });
    const { options, settings } = await readConfig({ environment: {}, directory: folder });
    expect(await made(options, "blobs")).toMatchObject({ name: "own" });
    expect(await made(options, "metadata")).toMatchObject({ name: "own" });
    const shown = new Map(settings.map(({ key, value }) => [key, value]));
    expect(shown.get("blobs")).toBe("own (/somewhere)");
    expect(shown.get("metadata")).toBe("(made by a function)");
  });

  it("among explicit options stays as it is: its owner closes it", async () => {
    await using blobs = memoryBlobs();
    const options = await loadConfig({ explicit: { blobs }, environment: {}, file: false });
    expect(options.blobs).toBe(blobs);
  });

  it("of another kind is refused", async () => {
    await using metadata = memoryMetadata();
    const explicit = { blobs: metadata as unknown as BlobStore };
    const { message } = await refusalOf(loadConfig({ explicit, environment: {}, file: false }));
    expect(message).toContain(
      "blobs must be a store for blobs, a function that makes one, or one of",
    );
    expect(message).toContain("It is a store for metadata.");
  });

  it("that is only promised is refused with the reason", async () => {
    const explicit = { blobs: Promise.resolve(null) as unknown as BlobStore };
    const { message } = await refusalOf(loadConfig({ explicit, environment: {}, file: false }));
    expect(message).toContain("it is a promise (await it)");
  });
});

it("an index opens on what the configuration says, and closes it", async () => {
  const folder = await folderWith({
    "revimg.config.mjs": `
      export default { model: "mini", dataDirectory: "./data", metadata: "memory:", blobs: "./blobs" };
    `,
  });
  const environment = { REVIMG_VECTORS: "memory:" };
  const options = await loadConfig({ environment, directory: folder });
  const revimg = await createRevimg(options);
  expect((await revimg.stats()).stores).toEqual({
    vectors: "memory",
    metadata: "memory",
    blobs: "fs",
  });
  await revimg.close();
  expect(await readdir(folder)).not.toContain("data");
});
