import { resolve } from "node:path";
import { expect, test } from "vitest";
import { faiss } from "../faiss.js";
import { checkOptions, type FaissOptions } from "./options.js";

test("defaults are filled in, and paths made absolute", () => {
  expect(checkOptions({ path: "./faiss", binding: "./own" })).toMatchObject({
    directory: resolve("faiss"),
    binding: resolve("own"),
    ivfFrom: 10_000,
    rebuildAfter: 250,
    searchTimeoutMs: 5_000,
  });
  expect(checkOptions({ path: "a" }).binding).toBeUndefined();
});

test.each<[string, unknown, string]>([
  ["no path", {}, "faiss({ path }) must be the path of a folder"],
  ["an empty path", { path: "" }, "faiss({ path })"],
  [
    "an empty binding",
    { path: "a", binding: "" },
    "faiss({ binding }) must be the path of a module",
  ],
  ["no rows", { path: "a", ivfFrom: 0 }, "faiss({ ivfFrom }) must be a whole number from 1"],
  ["half a row", { path: "a", rebuildAfter: 1.5 }, "it is 1.5"],
  ["no time", { path: "a", searchTimeoutMs: 0 }, "faiss({ searchTimeoutMs })"],
  ["too many threads", { path: "a", scanThreads: 65 }, "from 1 to 64"],
  ["an unknown option", { path: "a", nprobe: 8 }, "no option nprobe. It has path, binding"],
])("%s is refused by name", (_, options, message) => {
  expect(() => faiss(options as FaissOptions)).toThrow(
    expect.objectContaining({ code: "invalid_config", message: expect.stringContaining(message) }),
  );
});
