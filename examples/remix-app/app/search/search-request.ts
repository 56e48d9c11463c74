import type { SearchPart, SearchRequest } from "@revimg/http/client";
import type { SearchContext } from "~/lib/app-context";
import type { Problem } from "~/lib/problem";
import type { PicturePart, SearchAddress } from "./search-address";
import { decodeVector } from "./vector-code";

type Sources = Pick<SearchContext, "uploads" | "samples">;

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
  context: Sources,
): Promise<SearchRequest> {
  const { pictures, text, unlike, region } = search;
  const parts = await Promise.all(pictures.map((part) => partOf(part, context)));
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

/** The same request with smaller pictures. */
export async function shrunk(
  request: SearchRequest,
  shrink: (picture: Blob) => Promise<Blob>,
): Promise<SearchRequest> {
  const small = async <Part extends object>(part: Part): Promise<Part> =>
    "image" in part && part.image instanceof Blob
      ? { ...part, image: await shrink(part.image) }
      : part;
  const { query, ...rest } = request as SearchRequest & { query?: SearchPart[] };
  return { ...(await small(rest)), ...(query && { query: await Promise.all(query.map(small)) }) };
}

async function partOf(
  { kind, id }: PicturePart,
  { uploads, samples }: Sources,
): Promise<SearchPart> {
  if (kind === "like") return { id };
  if (kind === "url") return { url: id };
  if (kind === "sample") return { image: await sampleBytes(id, samples) };
  if (kind === "vector") return vectorPart(id);
  const kept = await uploads.read(id);
  if (kept) return { image: new Blob([new Uint8Array(kept.bytes)]) };
  const detail = "Pictures that visitors search with are kept for a day, and this one is gone.";
  throw new PartMissing({ code: "upload_gone", detail });
}

async function sampleBytes(slug: string, samples: SearchContext["samples"]): Promise<Blob> {
  const bytes = await samples.read(slug);
  if (bytes) return new Blob([new Uint8Array(bytes)]);
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
