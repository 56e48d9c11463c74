import { RevimgError, type SearchQuery } from "@revimg/core";
import { z } from "zod";
import { readBody } from "./read-body.js";
import { filterFromWire } from "./search-filter.js";

/** Room for 4,096 numbers written out, and a filter. */
const maxBytes = 256 * 1024;

/** Ways to ask that the wire has names for and that this version does not answer. */
const later = ["url", "text", "id"] as const;

const schema = z.strictObject({
  vector: z.array(z.number()).min(1).max(4096),
  model: z.string().min(1).max(200),
  limit: z.int().min(1).max(1000).optional(),
  cursor: z.string().min(1).max(512).optional(),
  min_similarity: z.number().min(-1).max(1).optional(),
  filter: z.record(z.string(), z.unknown()).optional(),
});

const form =
  '{ "vector": [0.1, …], "model": "<id of the model that made it>", "limit": 20 }; pictures are posted as multipart/form-data';

export function isJson(request: Request): boolean {
  const type = request.headers.get("content-type") ?? "";
  return type.split(";")[0]?.trim().toLowerCase() === "application/json";
}

/**
 * Reads a search by vector: a picture embedded elsewhere, in a browser for
 * example, that never leaves its place. Rejects with `invalid_input` or `unsupported`.
 */
export async function readJsonSearch(request: Request): Promise<SearchQuery> {
  const value = parse(await readBody(request, { maxBytes }));
  const asked = later.find((key) => typeof value === "object" && value !== null && key in value);
  if (asked !== undefined) {
    throw new RevimgError(
      "unsupported",
      `This version does not search by ${asked}. Send the picture, or its vector: ${form}.`,
    );
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join(".") || "The body";
    throw new RevimgError(
      "invalid_input",
      `${place}: ${issue?.message}. A search by vector is ${form}.`,
    );
  }
  const { vector, model, limit, cursor, min_similarity, filter } = parsed.data;
  return {
    vector,
    model,
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && { cursor }),
    ...(min_similarity !== undefined && { minSimilarity: min_similarity }),
    ...(filter !== undefined && { filter: filterFromWire(filter) }),
  };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new RevimgError("invalid_input", `The body is not JSON. A search by vector is ${form}.`, {
      cause,
    });
  }
}
