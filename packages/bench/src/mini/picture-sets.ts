import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type DecodedImage, decodeImage } from "../../../core/src/pictures/decode.js";
import { defaultImageLimits as limits } from "../../../core/src/pictures/limits.js";
import { centerSquare } from "../../../core/src/pictures/resize/center-square.js";
import { type BenchContext, UsageError } from "../lib/bench.js";

/** Pixels a side of the square that every contender looks at. */
export const side = 64;

/** 8-bit RGB, `3 * side * side` bytes. */
export type Square = Uint8Array;

/** Pictures of one set, and the folder that each lies in. */
export interface PictureFiles {
  paths: string[];
  /** Name of the folder: the class. */
  classes: string[];
}

/** Unpacks an archive of the test data. Throws `UsageError` where it is not there. */
export async function unpack(
  context: Pick<BenchContext, "dataDirectory" | "workDirectory">,
  name: string,
): Promise<PictureFiles> {
  const archive = requireFile(join(context.dataDirectory, name));
  const folder = join(context.workDirectory, name.replace(".tar", ""));
  await mkdir(folder, { recursive: true });
  await promisify(execFile)("tar", ["-xf", archive, "-C", folder]);
  const names = await readdir(folder, { recursive: true });
  const paths = names
    .filter((path) => /\.jpe?g$/i.test(path))
    .sort()
    .map((path) => join(folder, path));
  return { paths, classes: paths.map((path) => dirname(path).split("/").at(-1)!) };
}

/** The path, which must be there. */
export function requireFile(path: string): string {
  if (existsSync(path)) return path;
  throw new UsageError(`There is no ${path}; the bench of mini compares with it.`);
}

/** Every `step`th picture of a set. */
export function thinned({ paths, classes }: PictureFiles, step: number): PictureFiles {
  const isKept = (_: unknown, index: number) => index % step === 0;
  return { paths: paths.filter(isKept), classes: classes.filter(isKept) };
}

/** What an index would give a model of `side` pixels. */
export async function squareOf(bytes: Uint8Array): Promise<Square> {
  const { pixels, pixelWidth, pixelHeight }: DecodedImage = await decodeImage(bytes, { limits });
  return centerSquare({ pixels, width: pixelWidth, height: pixelHeight }, side);
}

export async function squaresOf(paths: readonly string[]): Promise<Square[]> {
  const squares: Square[] = [];
  for (const path of paths) squares.push(await squareOf(await readFile(path)));
  return squares;
}
