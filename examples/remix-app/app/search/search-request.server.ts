import type { SearchPart, SearchRequest } from "@revimg/http/client";
import { findGalleryPicture, renderGalleryPicture } from "@revimg/sample-gallery";
import type { UploadKeeper } from "~/lib/app-context";
import type { Problem } from "~/lib/problem";
import type { PicturePart, SearchAddress } from "./search-address";
import { decodeVector } from "./vector-code";

/** A part of a query that can't be had any more. */
export class PartMissing extends Error {
  override readonly name = "PartMissing";
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** Beside a picture, words of the same weight would hardly be noticed. */
const wordsWeight = 2;
/** What a match should be unlike only bends the question. */
const unlikeWeight = 0.5;

/** What the API is asked for an address. Rejects with `PartMissing`. */
export async function searchRequest(
  search: SearchAddress,
  uploads: UploadKeeper,
): Promise<SearchRequest> {
  const { pictures, text, unlike, region } = search;
  const parts = await Promise.all(pictures.map((part) => partOf(part, uploads)));
  const [first] = parts;
  const negative = unlike.map((id) => ({ id, weight: unlikeWeight }));
  if (parts.length === 1 && first && text === "" && negative.length === 0) {
    return { ...first, ...(region && { region: { ...region, unit: "fractions" as const } }) };
  }
  if (parts.length === 0 && negative.length === 0) return { text };
  if (first && region) first.region = { ...region, unit: "fractions" };
  const words = text === "" ? [] : [{ text, weight: parts.length > 0 ? wordsWeight : 1 }];
  return { query: [...parts, ...words], ...(negative.length > 0 && { negative }) };
}

async function partOf({ kind, id }: PicturePart, uploads: UploadKeeper): Promise<SearchPart> {
  if (kind === "like") return { id };
  if (kind === "url") return { url: id };
  if (kind === "sample") return { image: await sampleBytes(id) };
  if (kind === "vector") return vectorPart(id);
  const kept = await uploads.read(id);
  if (kept) return { image: new Blob([new Uint8Array(kept.bytes)]) };
  const detail = "Pictures that visitors search with are kept for a day, and this one is gone.";
  throw new PartMissing({ code: "upload_gone", detail });
}

async function sampleBytes(slug: string): Promise<Blob> {
  const sample = findGalleryPicture(slug);
  if (sample) return new Blob([new Uint8Array(await renderGalleryPicture(sample))]);
  const detail = "The sample gallery has no picture of that name.";
  throw new PartMissing({ code: "not_found", detail });
}

function vectorPart(id: string): SearchPart {
  const split = id.indexOf("~");
  const vector = decodeVector(id.slice(split + 1));
  if (split > 0 && vector) return { vector, model: id.slice(0, split) };
  const detail = "The address of this private search is cut off or mistyped.";
  throw new PartMissing({ code: "invalid_input", detail });
}
