import type { KeepReason } from "../api/duplicates.js";
import type { ImageRecord, ImageSource } from "../stores/image-record.js";

/** Formats that keep every pixel as it was. A JPEG saved as one of them is no better, but no worse. */
const lossless = ["image/png", "image/tiff", "image/bmp"];

/** Formats of few colours. */
const poor = ["image/gif"];

type Comparison = [reason: KeepReason, compare: (a: ImageRecord, b: ImageRecord) => number];

/** The first that tells two pictures apart decides; below 0: the first picture is to be kept. */
const comparisons: readonly Comparison[] = [
  ["pixels", (a, b) => gradeOf(pixelsOf(b)) - gradeOf(pixelsOf(a))],
  ["format", (a, b) => formatOf(b) - formatOf(a)],
  ["bytes", (a, b) => (a.mimeType === b.mimeType ? fewerBytes(a, b) : 0)],
  ["details", (a, b) => detailsOf(b) - detailsOf(a)],
  ["date", (a, b) => a.createdAt - b.createdAt],
];

/** The best to keep first; equals by their ids. */
export function rank(records: readonly ImageRecord[]): ImageRecord[] {
  return records.toSorted((a, b) => compare(a, b).order || (a.id < b.id ? -1 : 1));
}

/** Why one picture is to be kept and not another: what it is ahead in. */
export function reasonOf(kept: ImageRecord, other: ImageRecord): KeepReason {
  return compare(kept, other).reason;
}

function compare(a: ImageRecord, b: ImageRecord): { order: number; reason: KeepReason } {
  for (const [reason, by] of comparisons) {
    const order = by(a, b);
    if (order !== 0) return { order, reason };
  }
  return { order: 0, reason: "date" };
}

export function pixelsOf({ width, height }: ImageRecord): number {
  return width * height;
}

/** Sizes of one grade are within a few per cent: a pixel more at the edge makes no better picture. */
function gradeOf(size: number): number {
  return Math.round(Math.log(Math.max(1, size)) / Math.log(1.03));
}

function formatOf({ mimeType }: ImageRecord): number {
  if (lossless.includes(mimeType)) return 2;
  return poor.includes(mimeType) ? 0 : 1;
}

/** Of one format and size, the larger file lost less. */
function fewerBytes(a: ImageRecord, b: ImageRecord): number {
  return gradeOf(b.fileSize) - gradeOf(a.fileSize);
}

/** How much people and files say of a picture. */
function detailsOf({ title, tags, sources, attributes }: ImageRecord): number {
  const said = tags.filter(({ origin }) => origin !== "model").length;
  const own = Object.keys(attributes).length;
  return said + own + sources.length + (title === null ? 0 : 1);
}

/** Of several files with the same bytes the oldest, then the one with the shortest path. */
export function fileToKeep({ sources }: ImageRecord): string | null {
  const files = sources.filter((source) => source.path !== undefined);
  const age = ({ mtimeMs }: ImageSource) => mtimeMs ?? Number.POSITIVE_INFINITY;
  const [first] = files.toSorted(
    (a, b) => age(a) - age(b) || a.path!.length - b.path!.length || (a.path! < b.path! ? -1 : 1),
  );
  return first?.path ?? null;
}
