import type { EmbedCallOptions } from "../api/revimg.js";
import type { QueryRegion } from "../api/search-query.js";
import type { Engine } from "../engine/engine.js";
import { readImage } from "../engine/read-image.js";
import { readStream } from "../files/read-stream.js";
import { squareInput } from "../inference/embedder.js";
import { RevimgError } from "../lib/errors.js";
import { contentHash } from "../lib/identity.js";
import { fetchPicture } from "../remote/fetch-picture.js";
import type { UrlRules } from "../remote/url-options.js";
import { givenVector } from "./given-vector.js";
import type { Asked } from "./query-parts.js";
import { readQueryImage } from "./read-query-image.js";
import { evidenceOf, evidenceOfIndexed, type QueryEvidence } from "./tiers/query-evidence.js";

interface PartReading {
  /** Shape [dimension], L2 norm 1. */
  vector: Float32Array;
  /** Null where there is no picture. */
  evidence: QueryEvidence | null;
}

/** A part of a query. Its bytes are here, but nobody has looked at them yet. */
export interface LoadedPart {
  /** JSON: parts of equal keys mean the same, as long as the index does not change. */
  key: unknown;
  /** Runs the model, or asks the store. */
  read(options: EmbedCallOptions): Promise<PartReading>;
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
      return {
        key: ["vector", contentHash(new Uint8Array(vector.buffer))],
        read: async () => ({ vector, evidence: null }),
      };
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

/** The same bytes are looked at once. The next query with them needs no model. */
function pictureOf(
  { cache, pictures, embedder }: Engine,
  bytes: Uint8Array,
  region: QueryRegion | undefined,
): LoadedPart {
  const hash = contentHash(bytes);
  const key = ["picture", hash, region];
  return {
    key,
    read: ({ signal, deadlineMs }) =>
      cache.get({ kind: "embeddings", of: key, signal, deadlineMs }, async (signal) => {
        const { square, ...picture } = await pictures.readForQuery(bytes, region, signal);
        const options = { priority: "query", signal, deadlineMs } as const;
        const input = squareInput(square, embedder.inputSize);
        const { vector } = await embedder.embed(input, options);
        return { vector, evidence: evidenceOf(picture, region ? null : hash) };
      }),
  };
}

function textOf({ cache, embedder }: Engine, text: string): LoadedPart {
  const key = ["text", text];
  return {
    key,
    read: ({ signal, deadlineMs }) =>
      cache.get({ kind: "embeddings", of: key, signal, deadlineMs }, async (signal) => {
        const options = { priority: "query", signal, deadlineMs } as const;
        const [vector] = await embedder.embedTexts([text], options);
        return { vector: vector!, evidence: null };
      }),
  };
}

/** An indexed picture has its vector already. Only a region of it is embedded anew. */
async function indexedOf(
  engine: Engine,
  { id, region }: { id: string; region: QueryRegion | undefined },
  signal: AbortSignal | undefined,
): Promise<LoadedPart> {
  const [record] = await engine.metadata.get([id], { signatures: false, signal });
  if (record?.status !== "indexed") {
    throw new RevimgError("not_found", "There is no picture with the id that was asked for.", {
      details: { id },
    });
  }
  if (region) {
    const { stream, size } = await readImage(engine, record, { signal });
    const bytes = await readStream(stream, { size, limits: engine.decoding.limits, signal });
    const part = pictureOf(engine, bytes, region);
    return { ...part, key: ["id", id, part.key] };
  }
  return {
    key: ["id", id],
    async read({ signal }) {
      const [vector] = await engine.vectors.fetch([id], { signal });
      if (vector) return { vector, evidence: await evidenceOfIndexed(engine, record, signal) };
      throw new RevimgError(
        "store_failed",
        `The vector store has no vector of ${record.filename}. If trying again does not help, revimg verify --repair makes it anew.`,
        { adapter: engine.vectors.name, details: { id } },
      );
    },
  };
}
