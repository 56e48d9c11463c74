import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ModelLabel } from "../inference/tags.js";
import { RevimgError } from "../lib/errors.js";

/** The words that pictures are compared with. */
interface Vocabulary {
  labels: ModelLabel[];
  /** SHA-256 of the file, 64 hex digits. */
  sha256: string;
}

/**
 * Reads `{ name, hypernyms }[]`. Rejects with `model_corrupt` when it is anything else
 * or can't be read.
 */
export async function readVocabulary(path: string): Promise<Vocabulary> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new RevimgError(
      "model_corrupt",
      `The words for the tags, ${path}, can't be read (${cause.code}).`,
      { cause, details: { path } },
    );
  });
  const labels = parse(bytes.toString("utf8"));
  if (!Array.isArray(labels) || labels.length === 0 || !labels.every(isLabel)) {
    throw new RevimgError(
      "model_corrupt",
      `The words for the tags, ${path}, are not a JSON list of { "name", "hypernyms" }. Correct the file, or name another one in the model's manifest.`,
      { details: { path } },
    );
  }
  return { labels, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function isLabel(value: unknown): value is ModelLabel {
  const { name, hypernyms } = (value ?? {}) as Partial<Record<keyof ModelLabel, unknown>>;
  return isText(name) && Array.isArray(hypernyms) && hypernyms.every(isText);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
