import { expect, test } from "vitest";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { openIndex } from "../testing/open-index.js";
import { temporaryFolder } from "../testing/temporary.js";

test("a setting is kept with the index", async () => {
  const dataDirectory = await temporaryFolder();
  const first = await openIndex({ dataDirectory });
  expect(await first.settings.get("http.keys")).toBeNull();
  expect(await first.settings.set("http.keys", "[]")).toBe(true);
  expect(await first.settings.set("empty", "")).toBe(true);
  await first.close();
  await expect(first.settings.get("http.keys")).rejects.toMatchObject({ code: "disposed" });
  const second = await openIndex({ dataDirectory });
  expect(await second.settings.get("http.keys")).toBe("[]");
  expect(await second.settings.get("empty")).toBe("");
});

test("of several who change what they read, one is first and nobody's change is lost", async () => {
  const { settings } = await openIndex();
  const add = async (word: string) => {
    for (;;) {
      const expected = await settings.get("words");
      const value = `${expected ?? ""}${word} `;
      if (await settings.set("words", value, { expected })) return;
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, i) => add(`word-${i}`)));
  expect((await settings.get("words"))!.trim().split(" ")).toHaveLength(20);
  expect(await settings.set("words", "mine", { expected: null })).toBe(false);
});

test("no name reaches the manifest or the state of tagging", async () => {
  const metadata = memoryMetadata();
  const stores = { vectors: memoryVectors, metadata: () => metadata, blobs: memoryBlobs };
  const { settings } = await openIndex(stores);
  const manifest = await metadata.getMeta("manifest");
  expect(manifest).not.toBeNull();
  expect(await settings.get("manifest")).toBeNull();
  await settings.set("manifest", "gone");
  await settings.set("tagging", "gone");
  expect(await metadata.getMeta("manifest")).toBe(manifest);
  expect(await metadata.getMeta("tagging")).not.toBe("gone");
});

const refused: [arguments_: unknown[], option: string][] = [
  [["", "x"], "name"],
  [["../manifest", "x"], "name"],
  [["a".repeat(64), "x"], "name"],
  [[7, "x"], "name"],
  [["a", 7], "value"],
  [["a", "\0"], "value"],
  [["a", "\ud800"], "value"],
  [["a", "é".repeat(600_000)], "value"],
  [["a", "x", { expected: 7 }], "value"],
  [["a", "x", { expect: null }], "expect"],
];

test("what is no setting is refused, and an abort rejects with its reason", async () => {
  const { settings } = await openIndex();
  const set = settings.set as (...values: unknown[]) => Promise<boolean>;
  for (const [arguments_, option] of refused) {
    const error = { code: "invalid_input", details: { option } };
    await expect(set(...arguments_)).rejects.toMatchObject(error);
  }
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  await expect(settings.get("a", { signal })).rejects.toBe(reason);
  await expect(settings.set("a", "x", { signal })).rejects.toBe(reason);
  expect(await settings.get("a")).toBeNull();
});
