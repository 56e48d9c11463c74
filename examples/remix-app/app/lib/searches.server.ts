import type { SearchResponse } from "@revimg/http";
import { findGalleryPicture, renderGalleryPicture } from "@revimg/sample-gallery";
import type { AppContext } from "./app-context";
import { galleryPictureUrl, thumbnailUrl } from "./library";
import { type Problem, problemOf } from "./problem";
import type { QueryPicture } from "./query-picture";
import { searchLike, searchWithForm } from "./similar.server";

/** A search that the server made for a page. */
export type Found =
  | { picture: QueryPicture; answer: SearchResponse; problem: null }
  | { picture: QueryPicture; answer: null; problem: Problem };

interface SearchOptions {
  origin: string;
  signal?: AbortSignal;
}

/** Above this the posted picture is not written back into the page. */
const maxPreviewBytes = 1_500_000;

/** The pictures like one of the library. */
export async function loadLike(
  context: AppContext,
  id: string,
  options: SearchOptions,
): Promise<Found> {
  const revimg = await context.revimg();
  const record = await revimg.get(id, { signal: options.signal });
  const name = record?.title ?? record?.filename ?? "Unknown picture";
  const picture = { url: record && thumbnailUrl(id), name, id };
  return found(picture, await searchLike(context, id, options));
}

/** The pictures like one of the sample gallery, whether or not it is indexed. */
export async function loadSample(
  context: AppContext,
  slug: string,
  options: SearchOptions,
): Promise<Found> {
  const sample = findGalleryPicture(slug);
  if (!sample) {
    const detail = "The sample gallery has no picture of that name.";
    const problem = { title: "Not found", detail, code: "not_found" };
    return { picture: { url: null, name: slug }, answer: null, problem };
  }
  const body = new FormData();
  body.set("image", new Blob([new Uint8Array(await renderGalleryPicture(sample))]), slug);
  const picture = { url: galleryPictureUrl(slug), name: sample.title };
  return found(picture, await searchWithForm(context, body, options));
}

/** The pictures like the one in a posted form's field `image`. */
export async function searchPosted(context: AppContext, request: Request): Promise<Found> {
  const form = await request.formData();
  const { origin } = new URL(request.url);
  const image = form.get("image");
  const file = image instanceof File && image.size > 0 ? image : null;
  if (file === null) {
    const detail = "No picture came with the form.";
    const problem = { title: "Nothing to search with", detail, code: "invalid_input" };
    return { picture: { url: null, name: "" }, answer: null, problem };
  }
  const body = new FormData();
  body.set("image", file);
  const picture = { url: await previewOf(file), name: file.name };
  return found(picture, await searchWithForm(context, body, { origin, signal: request.signal }));
}

async function found(picture: QueryPicture, response: Response): Promise<Found> {
  if (!response.ok) return { picture, answer: null, problem: await problemOf(response) };
  return { picture, answer: (await response.json()) as SearchResponse, problem: null };
}

async function previewOf(file: File): Promise<string | null> {
  if (file.size > maxPreviewBytes || !/^image\/(jpeg|png|webp|gif|avif)$/.test(file.type)) {
    return null;
  }
  return `data:${file.type};base64,${Buffer.from(await file.arrayBuffer()).toString("base64")}`;
}
