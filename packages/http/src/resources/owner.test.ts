import { readFileSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { clipModelFolder } from "@revimg/testing/clip-model";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createClient, type Job, type RevimgClient } from "../client/index.js";
import { createHandler, type Handler, type HandlerOptions } from "../create-handler.js";
import { drawPicture, openTestIndex, type TestIndex } from "../test-index.js";

let index: TestIndex;
let handler: Handler;
let client: RevimgClient;
const broken = "This is text, whatever the name says.";

/** A client of a handler whose host vouches for it: the way of a page that has a login. */
function open(options: HandlerOptions): { handler: Handler; client: RevimgClient } {
  const opened = createHandler(index.revimg, { onError: () => {}, ...options });
  const ask: typeof fetch = (input, init) =>
    opened(new Request(input, init), { vouchedScopes: ["admin"] });
  return { handler: opened, client: createClient({ url: "http://localhost", fetch: ask }) };
}

beforeAll(async () => {
  index = await openTestIndex();
  ({ handler, client } = open({
    sources: [{ name: "photos", description: "The photos", open: () => index.folder }],
    async *backUp() {
      yield { files: 1 };
      yield { files: 3 };
    },
    configuration: async () => [
      { key: "collection", value: "default", origin: "default", source: null },
    ],
  }));
});
afterAll(async () => {
  await handler.close();
  await index[Symbol.asyncDispose]();
});

async function ended({ id }: Job): Promise<Job> {
  let last: Job | undefined;
  for await (const job of client.jobEvents(id)) last = job;
  return last!;
}

describe("failures", () => {
  it("are listed with reason and place, tried again, and forgotten", async () => {
    const path = join(index.folder, "broken.jpg");
    await writeFile(path, broken);
    const job = await ended(await client.indexSource("photos"));
    expect(job).toMatchObject({
      ...{ kind: "source", status: "finished" },
      progress: { done: 3, total: 3, failed: 1, unchanged: 2 },
      failures: [{ name: "broken.jpg" }],
    });
    const { failures, next_cursor } = await client.listFailures();
    expect(failures).toMatchObject([
      { filename: "broken.jpg", places: [path], reason: expect.stringMatching(/\w/) },
    ]);
    expect(next_cursor).toBeNull();

    expect(await ended(await client.retryFailures())).toMatchObject({
      ...{ kind: "retry", status: "finished" },
      progress: { failed: 1 },
    });
    await writeFile(path, await drawPicture(70));
    const { progress } = await ended(await client.retryFailures({ ids: [failures[0]!.id] }));
    expect(progress).toMatchObject({ added: 1, failed: 0 });
    expect((await client.listFailures()).failures).toEqual([]);
  });

  it("of files that are gone and of pictures that were sent say what to do", async () => {
    const path = join(index.folder, "gone.jpg");
    await writeFile(path, `${broken} Gone.`);
    await ended(await client.indexSource("photos"));
    await rm(path);
    const sent = [`${broken} 1`, `${broken} 2`].map((text) => new Blob([text]));
    expect((await ended(await client.addImages(sent))).progress.failed).toBe(2);
    const { failures } = await ended(await client.retryFailures());
    expect(failures.map(({ detail }) => detail).toSorted()).toEqual([
      expect.stringContaining("Send it again"),
      expect.stringContaining("Send it again"),
      expect.stringContaining("The file is gone"),
    ]);
    const ids = (await client.listFailures()).failures.map(({ id }) => id);
    expect(await client.deleteImages({ ids })).toBe(3);
    expect((await client.listFailures()).failures).toEqual([]);
  });
});

describe("sources", () => {
  it("are listed; an unknown one is not indexed", async () => {
    expect(await client.listSources()).toEqual({
      sources: [{ name: "photos", description: "The photos" }],
      can_back_up: true,
    });
    await expect(client.indexSource("photo")).rejects.toMatchObject({
      ...{ code: "not_found", message: expect.stringContaining("Did you mean photos?") },
    });
  });

  it("with names that are no part of an address are refused", () => {
    const source = { description: "", open: () => "." };
    for (const names of [["a/b"], [""], ["a", "a"]]) {
      const sources = names.map((name) => ({ ...source, name }));
      expect(() => createHandler(index.revimg, { sources })).toThrow(
        expect.objectContaining({ code: "invalid_config" }),
      );
    }
  });
});

describe("maintenance", () => {
  it("verify tells what does not fit, and mends it when asked", async () => {
    const sound = await ended(await client.verify());
    expect(sound).toMatchObject({ kind: "verify", status: "finished", findings: [] });
    expect(sound.progress).toMatchObject({ done: 9, total: 9, failed: 0 });

    const path = join(index.folder, "disk-0.jpg");
    await writeFile(path, await drawPicture(71));
    onTestFinished(() => writeFile(path, index.pictures.get("disk-0")!));
    const { findings, progress } = await ended(await client.verify());
    expect(findings).toMatchObject([{ kind: "file_changed", outcome: "found" }]);
    expect(progress.failed).toBe(1);
  });

  it("verify reads the bytes when it is asked to", async () => {
    const bytes = Buffer.from(index.pictures.get("memory-1")!);
    const data = join(index.folder, "..", "data");
    const files = await readdir(data, { recursive: true, withFileTypes: true });
    const paths = files
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const path = paths.find((path) => readFileSync(path).equals(bytes))!;
    const flipped = Buffer.from(bytes);
    flipped[200]! ^= 1;
    await writeFile(path, flipped);
    onTestFinished(() => writeFile(path, bytes));
    const damaged = (job: Job) => job.findings.filter(({ kind }) => kind === "original_damaged");
    expect(damaged(await ended(await client.verify()))).toEqual([]);
    expect(damaged(await ended(await client.verify({ bytes: true })))).toMatchObject([
      { name: "memory-1.jpg", outcome: "found" },
    ]);
  });

  it("a backup counts its files", async () => {
    const job = await ended(await client.backUp());
    expect(job).toMatchObject({ kind: "backup", status: "finished", progress: { done: 3 } });
  });

  it("a server without a place for backups says so", async () => {
    const other = open({});
    onTestFinished(() => other.handler.close());
    await expect(other.client.backUp()).rejects.toMatchObject({ code: "unsupported" });
    expect((await other.client.listSources()).can_back_up).toBe(false);
    expect(await other.client.queue()).toBeNull();
    await expect(other.client.deadLetters()).rejects.toMatchObject({ code: "not_found" });
    expect(await other.client.configuration()).toEqual([]);
  });

  it("a move to the model that the index has ends at once", async () => {
    const job = await ended(await client.reindex({ model: "mini" }));
    expect(job).toMatchObject({ kind: "reindex", status: "finished" });
  });

  it("the configuration is what the host says", async () => {
    expect(await client.configuration()).toMatchObject([{ key: "collection" }]);
    expect(await client.metrics()).toContain("revimg_images");
  });
});

it("attributes are for those who may change them, and only those that may be changed", async () => {
  const id = index.ids.get("memory-1")!;
  await client.updateImage(id, { attributes: { price: 5 } });
  await client.markCopies([id, index.ids.get("memory-2")!], "different");
  expect(await client.getAttributes(id)).toEqual({ price: 5 });
  expect(await client.getAttributes("nobody")).toBeNull();
  const response = await handler(new Request(`http://localhost/images/${id}/attributes`));
  expect(response.status).toBe(401);
});

it("keys are made, listed and revoked by the client", async () => {
  const { key, id } = await client.addKey({ label: "shop", scopes: ["read"] });
  expect(key).toContain(id);
  expect(await client.listKeys()).toMatchObject([{ id, label: "shop" }]);
  expect(await client.revokeKey(id)).toBe(true);
  expect(await client.revokeKey(id)).toBe(false);
});

it("a host vouches only for requests that bring no credentials of their own", async () => {
  const headers = { authorization: `Bearer revimg_${"0".repeat(12)}_${"A".repeat(43)}` };
  const request = () => new Request("http://localhost/keys", { headers });
  expect((await handler(request(), { vouchedScopes: ["admin"] })).status).toBe(401);
  const bare = new Request("http://localhost/keys");
  expect((await handler(bare, { vouchedScopes: ["write"] })).status).toBe(403);
});

// The last of the file: the index has another model after it.
it("vectors of the model before, and of a move that was begun, are told and dropped", async () => {
  const { revimg } = index;
  const { id, dimension } = revimg.model;
  const model = join(await clipModelFolder({ size: "tiny" }), "manifest.json");
  for await (const { type } of revimg.reindex({ model })) if (type === "started") break;
  const begun = await client.keptVectors();
  expect(begun).toEqual({
    previous: [],
    unfinished: { id: expect.stringMatching(/^clip-tiny/), dimension: 512 },
  });
  for await (const _ of revimg.reindex({ model, thumbnails: true }));
  expect(revimg.model.id).toBe(begun.unfinished!.id);
  expect(await client.keptVectors()).toEqual({ previous: [{ id, dimension }], unfinished: null });
  expect(await client.dropVectors("unfinished")).toBe(0);
  expect(await client.dropVectors("previous")).toBe(1);
  expect(await client.keptVectors()).toEqual({ previous: [], unfinished: null });
  await expect(client.dropVectors("live" as "previous")).rejects.toMatchObject({
    ...{ code: "invalid_input", message: expect.stringContaining("which") },
  });
});
