import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RevimgError } from "../lib/errors.js";
import { NpyReader } from "../transfer/npy.js";

/** A picture or a text, and the vector that another program made of it. */
export interface ReferenceVector {
  kind: "picture" | "text";
  /** Path of the picture inside the folder, or the text. */
  name: string;
  /** Of any length but 0; only its direction counts. */
  vector: Float32Array;
}

const jsonLines = "vectors.jsonl";
const matrix = "vectors.npy";
const fileList = "files.txt";

/**
 * Reads the vectors beside the pictures of a folder: `vectors.jsonl`, a line of `{
 * "file" or "text", "vector" }` each; or `vectors.npy`, a matrix of float32, with
 * `files.txt`, which names the picture of each row. Rejects with `not_found` when there
 * is neither, and with `invalid_input` that names the wrong line.
 */
export async function readReferenceVectors(
  folder: string,
  dimension: number,
): Promise<ReferenceVector[]> {
  const lines = await readText(join(folder, jsonLines));
  if (lines !== null) return readJsonLines(lines, join(folder, jsonLines), dimension);
  const names = await readText(join(folder, fileList));
  if (names !== null) return readMatrix(folder, names, dimension);
  throw new RevimgError(
    "not_found",
    `There are no reference vectors in ${folder}. Put ${jsonLines} there, a line of {"file": "cat.jpg", "vector": [...]} for each picture, or ${matrix} with ${fileList}.`,
    { details: { path: folder } },
  );
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

function readJsonLines(text: string, path: string, dimension: number): ReferenceVector[] {
  const vectors = text.split("\n").flatMap((line, index): ReferenceVector[] => {
    if (line.trim() === "") return [];
    const refuse = (reason: string) => wrong(`${path}, line ${index + 1}: ${reason}`);
    const { file, text, vector } = parseLine(line, refuse);
    if ((typeof file === "string") === (typeof text === "string")) {
      throw refuse('it must have "file" or "text", one of them');
    }
    if (!Array.isArray(vector) || !vector.every(Number.isFinite)) {
      throw refuse('"vector" must be a list of numbers');
    }
    requireLength(vector.length, dimension, refuse);
    const kind = typeof file === "string" ? "picture" : "text";
    return [{ kind, name: (file ?? text) as string, vector: Float32Array.from(vector) }];
  });
  if (vectors.length === 0) throw wrong(`${path} is empty`);
  return vectors;
}

function parseLine(line: string, refuse: (reason: string) => RevimgError) {
  try {
    const value = JSON.parse(line) as Record<string, unknown> | null;
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Told below: it is no object either.
  }
  throw refuse("it is no JSON object");
}

async function readMatrix(folder: string, list: string, dimension: number) {
  const names = list.split(/\r?\n/).filter((name) => name !== "");
  const path = join(folder, matrix);
  const reader = await NpyReader.open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new RevimgError("not_found", `${fileList} is in ${folder}, but ${matrix} is not.`);
  });
  try {
    requireLength(reader.columns, dimension, (reason) => wrong(`${path}: ${reason}`));
    if (reader.rows !== names.length || names.length === 0) {
      throw wrong(
        `${path} has ${reader.rows} rows, and ${fileList} names ${names.length} pictures`,
      );
    }
    const vectors: ReferenceVector[] = [];
    for (const [index, name] of names.entries()) {
      const vector = await reader.row(index);
      if (!vector) throw wrong(`${path}, row ${index + 1} (${name}): it has no direction`);
      vectors.push({ kind: "picture", name, vector });
    }
    return vectors;
  } finally {
    await reader.close();
  }
}

function requireLength(
  found: number,
  dimension: number,
  refuse: (reason: string) => RevimgError,
): void {
  if (found === dimension) return;
  throw refuse(`the vector has ${found} numbers, and the model's have ${dimension}`);
}

function wrong(reason: string): RevimgError {
  return new RevimgError("invalid_input", `${reason}.`);
}
