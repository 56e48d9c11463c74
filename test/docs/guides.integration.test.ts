import { copyFile, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { drawFolder, drawPicture } from "../../packages/cli/src/testing/pictures.js";
import { runGuide } from "./run-guide.js";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "revimg-guide-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** What each guide takes for granted: the reader's own pictures. */
const guides: Record<string, (directory: string) => Promise<void>> = {
  "find-duplicates": async (directory) => {
    const photos = join(directory, "photos");
    await drawFolder(photos, 3);
    for (const name of ["small", "again"]) await mkdir(join(photos, name));
    const small = sharp(join(photos, "picture-000.jpg")).resize(240);
    await small.jpeg().toFile(join(photos, "small/picture-000.jpg"));
    await copyFile(join(photos, "picture-001.jpg"), join(photos, "again/picture-001.jpg"));
  },
  "visual-search-in-a-shop": async (directory) => {
    const names = ["red-bag", "blue-bag", "straw-hat"];
    for (const [seed, name] of names.entries()) {
      await drawPicture(join(directory, `products/${name}.jpg`), seed + 1);
    }
    await copyFile(join(directory, "products/red-bag.jpg"), join(directory, "query.jpg"));
  },
  "a-newsroom-archive": async (directory) => {
    const names = ["harbour", "market", "bridge"];
    for (const [seed, name] of names.entries()) {
      await drawPicture(join(directory, `archive/${name}.jpg`), seed + 1);
    }
    const cropped = sharp(join(directory, "archive/harbour.jpg"))
      .extract({ left: 20, top: 10, width: 280, height: 215 })
      .flop();
    await cropped.jpeg({ quality: 85 }).toFile(join(directory, "from-the-web.jpg"));
  },
};

test.each(Object.entries(guides))("%s: every command does what it says", async (name, prepare) => {
  const directory = await folder();
  await prepare(directory);
  expect(await runGuide(`docs/guides/${name}.md`, directory)).toBeGreaterThan(0);
  if (name !== "find-duplicates") return;
  const left = await readdir(join(directory, "photos"), { recursive: true });
  expect(left.filter((path) => path.endsWith(".jpg"))).toHaveLength(3);
  const moved = await readdir(join(directory, "copies"), { recursive: true });
  expect(moved.filter((path) => path.endsWith(".jpg"))).toHaveLength(2);
});

test("what a page shows wrongly is told with its line", async () => {
  const directory = await folder();
  await expect(runGuide("test/docs/wrong-guide.md", directory)).rejects.toThrow(
    /wrong-guide\.md:13: this is not what is printed/,
  );
});
