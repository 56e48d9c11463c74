import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.js";
import { locatePath, pathText, systemPath } from "./file-path.js";

const bytesOf = (text: string) => Buffer.from(systemPath(text));

/** Names made of what could be confused: bytes beyond ASCII, and pieces of escapes. */
const names = fc
  .array(
    fc.oneof(
      fc.constantFrom("\\", "x", "\\x", "5C", "FC", "C3", "A9", "é", "\uFEFF", "\uFFFD", "🙂"),
      fc.uint8Array({ min: 1, maxLength: 3 }),
    ),
    { minLength: 1 },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part as string))));

describe.runIf(process.platform !== "win32")("where names are bytes", () => {
  test("every name has a text that leads back to its bytes, and that stores can keep", () => {
    fc.assert(
      fc.property(names, (bytes) => {
        const text = pathText(bytes);
        expect(bytesOf(text)).toEqual(bytes);
        expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ["Latin-1", [0x66, 0xfc, 0x72], "f\\xFCr"],
    ["Shift JIS, whose second byte may be a backslash", [0x95, 0x5c, 0x2e], "\\x95\\."],
    ["a character that is cut off", [0x61, 0xe2, 0x82], "a\\xE2\\x82"],
    ["a surrogate in UTF-8", [0xed, 0xa0, 0x80], "\\xED\\xA0\\x80"],
    ["a longer form than needed", [0xc0, 0xaf], "\\xC0\\xAF"],
    ["UTF-8", [...Buffer.from("für 🙂")], "für 🙂"],
    ["four characters that look like an escape", [...Buffer.from("f\\xFCr")], "f\\x5CxFCr"],
    ["four that do not", [...Buffer.from("f\\x41r")], "f\\x41r"],
  ])("the text of %s", (_, bytes, text) => {
    expect(pathText(Buffer.from(bytes))).toBe(text);
  });
});

// Only there may a name be any bytes.
describe.runIf(process.platform === "linux")("what a path means", () => {
  const latin1 = Buffer.from([0x66, 0xfc, 0x72]);
  const inside = (folder: string, name: Buffer) => Buffer.concat([Buffer.from(`${folder}/`), name]);

  test("a text leads to the bytes, unless a name is literally so", async () => {
    const folder = await temporaryFolder();
    await mkdir(inside(folder, latin1));
    expect(await locatePath(join(folder, "f\\xFCr"))).toBe(join(folder, "f\\xFCr"));
    expect(await readdir(bytesOf(join(folder, "f\\xFCr")))).toEqual([]);
    await writeFile(join(folder, "f\\xFCr"), "");
    expect(await locatePath(join(folder, "f\\xFCr"))).toBe(join(folder, "f\\x5CxFCr"));
    expect(await locatePath(join(folder, "f\\x5CxFCr"))).toBe(join(folder, "f\\x5CxFCr"));
  });

  test("a file: URL says its bytes", async () => {
    expect(await locatePath(new URL("file:///a/f%FCr"))).toBe("/a/f\\xFCr");
    expect(await locatePath(pathToFileURL("/a/f\\xFCr"))).toBe("/a/f\\x5CxFCr");
  });

  test("what the command line made of a name leads to the only one it can mean", async () => {
    const folder = await temporaryFolder();
    await mkdir(inside(folder, latin1));
    expect(await locatePath(join(folder, "f\uFFFDr", "a"))).toBe(join(folder, "f\\xFCr", "a"));
    await mkdir(inside(folder, Buffer.from([0x66, 0xfe, 0x72])));
    expect(await locatePath(join(folder, "f\uFFFDr", "a"))).toBe(join(folder, "f\uFFFDr", "a"));
    await mkdir(join(folder, "f\uFFFDr"));
    expect(await locatePath(join(folder, "f\uFFFDr"))).toBe(join(folder, "f\uFFFDr"));
  });
});

test("an empty path is none, not that of the working directory", async () => {
  await expect(locatePath("")).rejects.toMatchObject({ code: "invalid_input" });
});

test("a relative path is one of the working directory", async () => {
  expect(await locatePath("photos/a.jpg")).toBe(resolve("photos/a.jpg"));
});

test.each(["https://example.org/a.jpg", "data:image/png,a", "file:///a%2Fb.jpg"])(
  "the URL %s is of no file",
  async (url) => {
    await expect(locatePath(new URL(url))).rejects.toMatchObject({ code: "invalid_input" });
  },
);
