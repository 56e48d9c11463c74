import { execFileSync } from "node:child_process";
import { chmod, symlink, truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withoutRights } from "../../testing/temporary.js";
import { folderWith } from "./test-sidecars.js";

test("pipes, folders and links in a circle are told and passed over", async () => {
  const { root, read, told } = await folderWith({ "b.jpg.json/x": "" });
  execFileSync("mkfifo", [join(root, "a.jpg.json"), join(root, "metadata.csv")]);
  await symlink("c.jpg.json", join(root, "c.jpg.json"));
  for (const name of ["a.jpg", "b.jpg", "c.jpg"]) expect(await read(name)).toEqual({});
  expect(told()).toEqual([
    ["metadata.csv", expect.stringContaining("not a plain file")],
    ["a.jpg.json", expect.stringContaining("not a plain file")],
    ["b.jpg.json", expect.stringContaining("not a plain file")],
    ["c.jpg.json", expect.stringContaining("can't be read")],
  ]);
});

test("a file that this user may not read is told once", async () => {
  const { root, read, told } = await folderWith({ "a.jpg.json": "{}" });
  await chmod(join(root, "a.jpg.json"), 0);
  await withoutRights(root, async () => {
    await read("a.jpg");
    await read("a.jpg");
  });
  expect(told()).toEqual([["a.jpg.json", expect.stringContaining("permission")]]);
});

test("a name that leaves no room for .json has no file of its own", async () => {
  const { read, warnings } = await folderWith({});
  expect(await read(`${"n".repeat(251)}.jpg`)).toEqual({});
  expect(warnings).toEqual([]);
});

test("too large a table is told and not read", async () => {
  const { root, read, told } = await folderWith({ "metadata.csv": "filename\n" });
  await truncate(join(root, "metadata.csv"), 257 * 1024 * 1024);
  expect(await read("a.jpg")).toEqual({});
  expect(told()).toEqual([
    ["metadata.csv", expect.stringContaining("257 MiB, more than the 256 MiB")],
  ]);
});

test("a NUL in a table costs nothing but its row", async () => {
  const { read, finish, told } = await folderWith({
    "metadata.csv": "filename,title\na\0.jpg,A\nb.jpg,B\n",
    "b.jpg": "",
  });
  expect(await read("b.jpg")).toEqual({ title: "B" });
  await finish();
  expect(told().map(([place]) => place)).toEqual(["metadata.csv, line 2"]);
});

test("given tags are bounded, and what is lost is told", async () => {
  const many = Array.from({ length: 130 }, (_, i) => `Tag ${i}`);
  const { read, told } = await folderWith({
    "a.jpg.json": JSON.stringify({ tags: many }),
    "b.jpg.json": JSON.stringify({ tags: ["x".repeat(101), " Big  Dog", "big dog"] }),
  });
  expect((await read("a.jpg")).tags).toEqual(many.slice(0, 100).map((tag) => tag.toLowerCase()));
  expect((await read("b.jpg")).tags).toEqual(["x".repeat(100), "big dog"]);
  expect(told()).toEqual([
    ["a.jpg.json", expect.stringContaining("Only the first 100 of 130 tags are kept")],
    ["b.jpg.json", expect.stringContaining("1 tag is cut at 100 characters")],
  ]);
});

const takeout = JSON.stringify({
  title: "IMG_1.jpg",
  description: "",
  imageViews: "3",
  creationTime: { timestamp: "1600000000" },
  photoTakenTime: { timestamp: "1600000000" },
  url: "https://photos.google.com/photo/AF1Qip",
  people: [{ name: "Ada" }, {}],
  googlePhotosOrigin: { mobileUpload: {} },
});
const longName = "PXL_20230101_120000123.PORTRAIT.ORIGINAL-and-more.jpg";

test.each([
  ["IMG_1.jpg", "IMG_1.jpg.json"],
  ["IMG_1.jpg", "IMG_1.jpg.supplemental-metadata.json"],
  ["IMG_1.jpg", "IMG_1.jpg.suppl.json"],
  ["IMG_1.jpg", "IMG_1.jpg.s.json"],
  ["IMG_1.jpg", "IMG_1.jpg..json"],
  ["IMG_1(2).jpg", "IMG_1.jpg.supplemental-metadata(2).json"],
  ["IMG_1(2).jpg", "IMG_1.jpg.supple(2).json"],
  ["IMG_1(2).jpg", "IMG_1.jpg(2).json"],
  ["Screenshot_2017-07-05-10-05-26.png", "Screenshot_2017-07-05-10-05-26.png.supplementa.json"],
  ["é.jpg".normalize("NFD"), `${"é.jpg".normalize("NFC")}.supplemental-metadata.json`],
  [longName, `${longName.slice(0, 46)}.json`],
])("Google Takeout: %s is described by %s", async (name, file) => {
  const { read, warnings } = await folderWith({ [file]: takeout });
  expect(await read(name)).toEqual({
    title: "IMG_1.jpg",
    pageUrl: "https://photos.google.com/photo/AF1Qip",
    tags: ["ada"],
  });
  expect(await read("IMG_2.jpg")).toEqual({});
  expect(warnings).toEqual([]);
});
