import type { EmbedCallOptions } from "../api.js";
import type { Engine } from "../engine.js";
import { RevimgError } from "../errors.js";
import { contentHash } from "../identity.js";
import { decodeImage } from "../image/decode.js";
import { readImage } from "../read-image.js";
import { fetchPicture } from "../remote/fetch-picture.js";
import type { UrlRules } from "../remote/url-options.js";
import type { QueryRegion } from "../types.js";
import { givenVector } from "./given-vector.js";
import type { Asked } from "./query-parts.js";
import { pixelsOf } from "./query-region.js";
import { readQueryImage } from "./read-query-image.js";

/** What is known of a query picture beside its vector, to tell the tier of a match. */
export interface QueryEvidence {
  /** SHA-256 of its bytes; null for a part of a picture. */
  contentHash: string | null;
}

export interface PartReading {
  /** Shape [dimension], L2 norm 1. */
  vector: Float32Array;
  /** Null where there is no picture. */
  evidence: QueryEvidence | null;
}

/** Something asked for, with its bytes at hand but not yet looked at. */
export interface LoadedPart {
  /** Runs the model, or asks the store. */
  read(options: EmbedCallOptions): Promise<PartReading>;
}

/** Gets hold of what a part names: a picture's bytes, a row. */
export async function loadPart(
  engine: Engine,
  asked: Asked,
  { signal }: EmbedCallOptions,
): Promise<LoadedPart> {
  switch (asked.kind) {
    case "image": {
      const bytes = await readQueryImage(asked.image, engine.decoding.limits, signal);
      return pictureOf(engine, bytes, asked.region);
    }
    case "url": {
      const { limits } = engine.decoding;
      const rules = requireUrls(engine);
      const bytes = await fetchPicture(asked.url, { rules, limits, signal });
      return pictureOf(engine, bytes, asked.region);
    }
    case "text":
      return textOf(engine, asked.text);
    case "id":
      return indexedOf(engine, asked, signal);
    case "vector": {
      const vector = givenVector(asked.vector, asked.model, engine.embedder);
      return { read: async () => ({ vector, evidence: null }) };
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

function pictureOf(engine: Engine, bytes: Uint8Array, region: QueryRegion | undefined): LoadedPart {
  return {
    async read({ signal, deadlineMs }) {
      const cut = region && ((width: number, height: number) => pixelsOf(region, width, height));
      const decoded = await decodeImage(bytes, { ...engine.decoding, cut, signal });
      const { vector } = await engine.embedder.embed(decoded, {
        priority: "query",
        signal,
        deadlineMs,
      });
      return { vector, evidence: { contentHash: region ? null : contentHash(bytes) } };
    },
  };
}

function textOf({ embedder }: Engine, text: string): LoadedPart {
  return {
    async read(options) {
      const [vector] = await embedder.embedTexts([text], { ...options, priority: "query" });
      return { vector: vector!, evidence: null };
    },
  };
}

/** An indexed picture has its vector already; only a part of it is looked at anew. */
async function indexedOf(
  engine: Engine,
  { id, region }: { id: string; region: QueryRegion | undefined },
  signal: AbortSignal | undefined,
): Promise<LoadedPart> {
  const [record] = await engine.metadata.get([id], { signal });
  if (record?.status !== "indexed") {
    throw new RevimgError("not_found", "There is no picture with the id that was asked for.", {
      details: { id },
    });
  }
  if (region) {
    const { stream } = await readImage(engine, record, { signal });
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    return pictureOf(engine, bytes, region);
  }
  return {
    async read({ signal }) {
      const [vector] = await engine.vectors.fetch([id], { signal });
      if (vector) return { vector, evidence: { contentHash: record.contentHash } };
      throw new RevimgError(
        "store_failed",
        `The vector store has no vector of ${record.filename}. If trying again does not help, revimg verify --repair makes it anew.`,
        { adapter: engine.vectors.name, details: { id } },
      );
    },
  };
}
