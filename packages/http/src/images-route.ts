import type { ImageRecord, ListOptions, Revimg } from "@revimg/core";
import { RevimgError } from "@revimg/core";
import { type ImageFacts, toImageFacts } from "./image-facts.js";
import { jsonResponse } from "./json-response.js";
import { parseFilter } from "./search-filter.js";
import { readParameters } from "./url-parameters.js";

/** What `GET /images/{id}` answers. */
export interface IndexedImage extends ImageFacts {
  /** Bytes of the original. */
  size: number;
  /** When the picture was added, ISO 8601. */
  added_at: string;
}

/** What `GET /images` answers. */
export interface ImageListResponse {
  images: IndexedImage[];
  /** Send it back with the same sort and order to get the next page. Null on the last one. */
  next_cursor: string | null;
}

const names = ["sort", "order", "limit", "cursor", "filter"];
const sorts = ["date", "name", "size"] as const;
const orders = ["ascending", "descending"] as const;
const maxLimit = 500;

/** `GET /images`: the pictures of the index, a page at a time. */
export async function answerImageList(
  revimg: Revimg,
  request: Request,
  basePath: string,
): Promise<Response> {
  const options = readListOptions(readParameters(request, names));
  const { images, nextCursor } = await revimg.list({ ...options, signal: request.signal });
  const list: ImageListResponse = {
    images: images.map((image) => toIndexedImage(image, basePath)),
    next_cursor: nextCursor,
  };
  return jsonResponse(list);
}

/** `GET /images/{id}`: what is known of a picture. Null where there is none. */
export async function answerImageRecord(
  revimg: Revimg,
  id: string,
  request: Request,
  basePath: string,
): Promise<Response | null> {
  readParameters(request, []);
  const record = await revimg.get(id, { signal: request.signal });
  return record && jsonResponse(toIndexedImage(record, basePath));
}

function toIndexedImage(record: ImageRecord, basePath: string): IndexedImage {
  return {
    ...toImageFacts(record, basePath),
    size: record.fileSize,
    added_at: new Date(record.createdAt).toISOString(),
  };
}

/** Throws `invalid_input` with the option's name and what was expected. */
function readListOptions(parameters: URLSearchParams): ListOptions {
  const [sort, order] = [parameters.get("sort"), parameters.get("order")];
  const [limit, cursor] = [parameters.get("limit"), parameters.get("cursor")];
  const filter = parameters.get("filter");
  return {
    ...(sort !== null && { sort: oneOf("sort", sort, sorts) }),
    ...(order !== null && { order: oneOf("order", order, orders) }),
    ...(limit !== null && { limit: readLimit(limit) }),
    ...(cursor !== null && { cursor }),
    ...(filter !== null && { filter: parseFilter(filter) }),
  };
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= maxLimit) return limit;
  throw refused("limit", `a whole number from 1 to ${maxLimit}`);
}

function oneOf<T extends string>(name: string, text: string, values: readonly T[]): T {
  const value = values.find((each) => each === text);
  if (value !== undefined) return value;
  throw refused(name, values.join(" or "));
}

function refused(option: string, expected: string): RevimgError {
  return new RevimgError("invalid_input", `${option} must be ${expected}.`, {
    details: { option },
  });
}
