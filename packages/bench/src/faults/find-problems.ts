import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { createRevimg, type ImageRecord, type Revimg, type RevimgOptions } from "@revimg/core";
import sharp from "sharp";
import { drawPicture } from "../kills/draw-picture.js";

/**
 * What is wrong with an index whose stores work again. Whatever a search may show must be
 * whole: row, vector, thumbnail and picture. With `files`, by path the hash of the
 * content, it must also hold these once each, and nothing else.
 */
export async function findProblems(
  options: RevimgOptions,
  files: ReadonlyMap<string, string> | null = null,
): Promise<string[]> {
  await using revimg = await createRevimg(options);
  const wrong: string[] = [];
  const shown = await allShown(revimg);
  for (const record of shown) wrong.push(...(await problemsOf(revimg, record)));
  wrong.push(...(await unfound(revimg, shown)));
  if (!files) return wrong;
  for await (const event of revimg.verify()) {
    if (event.type === "problem") wrong.push(`${event.problem.kind}: ${event.problem.subject}`);
  }
  return [...wrong, ...unequal(shown, files)];
}

async function allShown(revimg: Revimg): Promise<ImageRecord[]> {
  const shown: ImageRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await revimg.list({ limit: 500, cursor });
    shown.push(...page.images);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return shown;
}

async function problemsOf(revimg: Revimg, record: ImageRecord): Promise<string[]> {
  const wrong: string[] = [];
  const thumbnail = await revimg
    .readImage(record.id, { variant: "thumbnail" })
    .then((image) => buffer(image!.stream))
    .then((bytes) => sharp(bytes).metadata())
    .catch((error: unknown) => error);
  if (thumbnail instanceof Error) wrong.push(`the thumbnail of ${record.id}: ${thumbnail.message}`);
  if (record.original === "copy") {
    const bytes = await revimg
      .readImage(record.id)
      .then((image) => buffer(image!.stream))
      .catch(() => Buffer.of());
    const hash = createHash("sha256").update(bytes).digest("hex");
    if (hash !== record.contentHash) wrong.push(`the kept original of ${record.id} is another`);
  }
  return wrong;
}

/** Rows that no search finds: their vectors are missing. */
async function unfound(revimg: Revimg, shown: readonly ImageRecord[]): Promise<string[]> {
  const { matches } = await revimg.search({ image: await drawPicture(1), limit: 1_000 });
  const found = new Set(matches.map(({ id }) => id));
  return shown.filter(({ id }) => !found.has(id)).map(({ id }) => `${id} is not found`);
}

function unequal(shown: readonly ImageRecord[], files: ReadonlyMap<string, string>): string[] {
  const wrong: string[] = [];
  const paths = new Map<string, string>();
  for (const { sources, contentHash } of shown) {
    for (const { path } of sources) {
      if (path === undefined) continue;
      if (paths.has(path)) wrong.push(`${path} is there twice`);
      paths.set(path, contentHash);
    }
  }
  for (const [path, hash] of files) if (paths.get(path) !== hash) wrong.push(`${path} is missing`);
  for (const path of paths.keys()) if (!files.has(path)) wrong.push(`${path} has no file`);
  return wrong;
}
