import type { EmbedCallOptions } from "../api/revimg.js";
import type { QueryRegion } from "../api/search-query.js";
import type { Engine } from "../engine/engine.js";
import { readImage } from "../engine/read-image.js";
import { readStream } from "../files/read-stream.js";
import { RevimgError } from "../lib/errors.js";
import { contentHash } from "../lib/identity.js";
import { fetchPicture } from "../remote/fetch-picture.js";
import type { UrlRules } from "../remote/url-options.js";
import type { ImageRecord } from "../stores/image-record.js";
import { givenVector } from "./given-vector.js";
import type { Asked } from "./query-parts.js";
import { readQueryImage } from "./read-query-image.js";

/**
 * A part of a query. Its bytes or its row are here, but nobody has looked at them yet.
 * `key` is JSON: parts of equal keys mean the same, as long as the index does not change.
 */
export type LoadedPart =
  | { kind: "picture"; key: unknown; picture: LoadedPicture }
  | { kind: "text"; key: unknown; text: string }
  | { kind: "indexed"; key: unknown; record: ImageRecord }
  | { kind: "vector"; key: unknown; vector: Float32Array };

export interface LoadedPicture {
  bytes: Uint8Array;
  /** SHA-256 of the bytes. */
  hash: string;
  region: QueryRegion | undefined;
}

/** Reads what a part names: a picture's bytes, or a row. */
export async function loadPart(
  engine: Engine,
  asked: Asked,
  { signal }: EmbedCallOptions,
): Promise<LoadedPart> {
  switch (asked.kind) {
    case "image": {
      const bytes = await readQueryImage(asked.image, engine.decoding.limits, signal);
      return loadedPicture(bytes, asked.region);
    }
    case "url": {
      const { limits } = engine.decoding;
      const rules = requireUrls(engine);
      const bytes = await fetchPicture(asked.url, { rules, limits, signal });
      return loadedPicture(bytes, asked.region);
    }
    case "text":
      return { kind: "text", key: ["text", asked.text], text: asked.text };
    case "id":
      return loadIndexed(engine, asked, signal);
    case "vector": {
      const vector = givenVector(asked.vector, asked.model, engine.embedder);
      const key = ["vector", contentHash(new Uint8Array(vector.buffer))];
      return { kind: "vector", key, vector };
    }
  }
}

function requireUrls({ urls }: Engine): UrlRules {
  if (urls) return urls;
  throw new RevimgError(
    "forbidden_url",
    "Web addresses are not fetched here (option urls). Send the picture itself.",
    { details: { reason: "off" } },
  );
}

function loadedPicture(bytes: Uint8Array, region: QueryRegion | undefined): LoadedPart {
  const hash = contentHash(bytes);
  return { kind: "picture", key: ["picture", hash, region], picture: { bytes, hash, region } };
}

/** An indexed picture has its vector already. Only a region of it is embedded anew. */
async function loadIndexed(
  engine: Engine,
  { id, region }: { id: string; region: QueryRegion | undefined },
  signal: AbortSignal | undefined,
): Promise<LoadedPart> {
  const [record] = await engine.metadata.get([id], { signatures: false, signal });
  if (record?.status !== "indexed") {
    throw new RevimgError("not_found", "There is no picture with this id.", {
      details: { id },
    });
  }
  if (!region) return { kind: "indexed", key: ["id", id], record };
  const { stream, size } = await readImage(engine, record, { signal });
  const bytes = await readStream(stream, { size, limits: engine.decoding.limits, signal });
  const part = loadedPicture(bytes, region);
  return { ...part, key: ["id", id, part.key] };
}
