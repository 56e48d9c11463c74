import type { EmbedCallOptions } from "../api/revimg.js";
import type { Engine } from "../engine/engine.js";
import { preparedInput } from "../inference/embedder.js";
import { RevimgError } from "../lib/errors.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { LoadedPart, LoadedPicture } from "./load-part.js";
import { indexedEvidence } from "./tiers/indexed-evidence.js";
import { evidenceOf, type QueryEvidence } from "./tiers/query-evidence.js";

export interface PartReading {
  /** Shape [dimension], L2 norm 1. */
  vector: Float32Array;
  /** Null where there is no picture. */
  evidence: QueryEvidence | null;
}

/** Runs the model on a part, or asks the store for its vector. */
export function readPart(
  engine: Engine,
  part: LoadedPart,
  options: EmbedCallOptions,
): Promise<PartReading> {
  switch (part.kind) {
    case "picture":
      return readPicture(engine, part.picture, options);
    case "text":
      return readText(engine, part.text, options);
    case "indexed":
      return readIndexed(engine, part.record, options);
    case "vector":
      return Promise.resolve({ vector: part.vector, evidence: null });
  }
}

function readPicture(
  { cache, pictures, embedder }: Engine,
  { bytes, hash, region }: LoadedPicture,
  { signal, deadlineMs }: EmbedCallOptions,
): Promise<PartReading> {
  // The same bytes are looked at once. The next query with them needs no model.
  const of = ["picture", hash, region];
  return cache.get({ kind: "embeddings", of, signal, deadlineMs }, async (signal) => {
    const { modelInput, ...picture } = await pictures.readForQuery(bytes, region, signal);
    const input = preparedInput(modelInput, embedder.input);
    const { vector } = await embedder.embed(input, { priority: "query", signal, deadlineMs });
    return { vector, evidence: evidenceOf(picture, region ? null : hash) };
  });
}

function readText(
  { cache, embedder }: Engine,
  text: string,
  { signal, deadlineMs }: EmbedCallOptions,
): Promise<PartReading> {
  const request = { kind: "embeddings", of: ["text", text], signal, deadlineMs } as const;
  return cache.get(request, async (signal) => {
    const options = { priority: "query", signal, deadlineMs } as const;
    const [vector] = await embedder.embedTexts([text], options);
    return { vector: vector!, evidence: null };
  });
}

async function readIndexed(
  engine: Engine,
  record: ImageRecord,
  { signal }: EmbedCallOptions,
): Promise<PartReading> {
  const { id, filename } = record;
  const [vector] = await engine.vectors.fetch([id], { signal });
  if (!vector) {
    throw new RevimgError(
      "store_failed",
      `The vector store has no vector of ${filename}. If trying again does not help, revimg verify --repair makes it anew.`,
      { adapter: engine.vectors.name, details: { id } },
    );
  }
  return { vector, evidence: await indexedEvidence(engine, record, signal) };
}
