import { RevimgError } from "../lib/errors.js";
import type { VectorRecord } from "./vector-store.js";

/** Longest id, in UTF-16 units. */
const maxIdLength = 512;

/** How far the squared length of a vector may be from 1. */
const lengthTolerance = 1e-3;

/** Throws `invalid_input` for ids that some store could not keep. */
export function checkIds(ids: readonly string[]): void {
  for (const id of ids) {
    if (typeof id === "string" && id !== "" && id.length <= maxIdLength && isStorable(id)) continue;
    throw new RevimgError(
      "invalid_input",
      `An id must be a text of 1 to ${maxIdLength} characters, without NUL; ${JSON.stringify(id)?.slice(0, 80)} is not.`,
    );
  }
}

/**
 * Throws `invalid_input` when a vector does not fit the open space. Its values never
 * reach a message.
 */
export function checkVector(vector: Float32Array, dimension: number): void {
  if (vector.length !== dimension) {
    throw new RevimgError(
      "invalid_input",
      `A vector of this index has ${dimension} dimensions, not ${vector.length}.`,
    );
  }
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (Math.abs(squares - 1) <= lengthTolerance) return;
  throw new RevimgError(
    "invalid_input",
    "A vector must have length 1 (L2 norm) and finite values. Divide it by its norm first.",
  );
}

/** Keeps the last of several records with one id: stores never get an id twice. */
export function lastOfEach(records: readonly VectorRecord[]): VectorRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

/**
 * A value without lone surrogates and NUL characters in its texts, however deep. Some
 * databases refuse them.
 */
export function storable<T>(value: T): T {
  if (typeof value === "string") {
    return (isStorable(value) ? value : value.toWellFormed().replaceAll("\0", "")) as T;
  }
  if (Array.isArray(value)) return value.map(storable) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [storable(key), storable(inner)]),
  ) as T;
}

/** Whether every store can keep the text as it is. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
