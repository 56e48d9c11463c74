import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { galleryPictures, renderGalleryPicture } from "@revimg/sample-gallery";

interface FolderPicture {
  filename: string;
  bytes: Uint8Array;
  title: string;
  sourceUrl: string;
  tags: readonly string[];
}

export interface PictureFolder {
  path: string;
  /** In the order of the folder. */
  pictures: FolderPicture[];
  remove(): Promise<void>;
}

/** The folder, below the first one, of the pictures after these. */
export const laterFolder = "later";
const inFirstFolder = 40;

/** A folder of pictures with a `metadata.jsonl`, and one file that only looks like a picture. */
export async function makePictureFolder(count: number): Promise<PictureFolder> {
  const path = await mkdtemp(join(tmpdir(), "revimg-pictures-"));
  const pictures: FolderPicture[] = [];
  const rows: string[] = [];
  await mkdir(join(path, laterFolder));
  for (const [i, picture] of galleryPictures.slice(0, count).entries()) {
    const { slug, title, tags } = picture;
    const filename = `${slug}.jpg`;
    const file = i < inFirstFolder ? filename : `${laterFolder}/${filename}`;
    const bytes = await renderGalleryPicture(picture);
    const sourceUrl = `https://archive.example/pictures/${slug}`;
    const credit = { author: "A. Painter", license: "CC-BY-4.0" };
    await writeFile(join(path, file), bytes);
    rows.push(JSON.stringify({ filename: file, source_url: sourceUrl, title, tags, ...credit }));
    pictures.push({ filename, bytes, title, sourceUrl, tags });
  }
  await writeFile(join(path, "metadata.jsonl"), `${rows.join("\n")}\n`);
  await writeFile(join(path, "broken.jpg"), "This is text, whatever the name says.");
  return { path, pictures, remove: () => rm(path, { recursive: true, force: true }) };
}
