import { invalid } from "./answer.js";
import type { StoredRecord } from "./namespaces.js";

/** Pinecone's documentation, "Operation limits" and "Identifier limits". */
export const limits = {
  requestBytes: 2_097_152,
  answerBytes: 4_194_304,
  upsertRecords: 1_000,
  fetchIds: 1_000,
  deleteIds: 1_000,
  topK: 10_000,
  listIds: 100,
  filterValues: 10_000,
  nameLength: 512,
  metadataBytes: 40_960,
};

/** Throws a refusal for a field that the request's schema does not have: a client that misspells one should notice. */
export function onlyFields(body: Record<string, unknown>, known: readonly string[]): void {
  const stranger = Object.keys(body).find((key) => !known.includes(key));
  if (stranger !== undefined) throw invalid(`Unknown field: ${stranger}`);
}

function idOf(value: unknown): string {
  if (typeof value === "string" && value !== "" && isName(value)) return value;
  throw invalid(
    `Vector ID must be ASCII, not empty and at most ${limits.nameLength} characters, but got '${String(value).slice(0, 40)}'`,
  );
}

/** ASCII without NUL. */
function isName(text: string): boolean {
  const isAscii = [...text].every((one) => one > "\0" && one <= "\x7f");
  return isAscii && text.length <= limits.nameLength;
}

export function idsOf(value: unknown, most: number): string[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid("ids must be a non-empty list.");
  if (value.length > most) throw invalid(`The number of ids must be at most ${most}.`);
  return value.map(idOf);
}

export function namespaceOf(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string" && isName(value)) return value;
  throw invalid("Namespace must be ASCII and at most 512 characters.");
}

export function valuesOf(value: unknown, dimension: number): Float32Array {
  if (!Array.isArray(value) || !value.every((one) => Number.isFinite(one))) {
    throw invalid("Vector values must be a list of finite numbers.");
  }
  if (value.length !== dimension) {
    throw invalid(
      `Vector dimension ${value.length} does not match the dimension of the index ${dimension}`,
    );
  }
  return Float32Array.from(value);
}

export function recordOf(value: unknown, dimension: number): StoredRecord & { id: string } {
  if (typeof value !== "object" || value === null) throw invalid("A vector must be an object.");
  const record = value as Record<string, unknown>;
  onlyFields(record, ["id", "values", "metadata"]);
  const values = valuesOf(record.values, dimension);
  if (values.every((one) => one === 0)) {
    throw invalid("Dense vectors must contain at least one non-zero value.");
  }
  return { id: idOf(record.id), values, metadata: metadataOf(record.metadata) };
}

function metadataOf(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid("Metadata must be an object.");
  }
  if (Buffer.byteLength(JSON.stringify(value)) > limits.metadataBytes) {
    throw invalid(
      `Metadata size is more than the limit of ${limits.metadataBytes} bytes per vector`,
    );
  }
  for (const one of Object.values(value)) {
    const isTexts = Array.isArray(one) && one.every((text) => typeof text === "string");
    if (isTexts || ["string", "number", "boolean"].includes(typeof one)) continue;
    throw invalid("Metadata value must be a string, number, boolean or list of strings");
  }
  return value as Record<string, unknown>;
}

/** The part of the filter language that stores of vectors by id need: fields that must be one of some texts. */
export function filterOf(value: unknown): (metadata: Record<string, unknown>) => boolean {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    throw invalid("A filter must be an object that is not empty.");
  }
  const checks = Object.entries(value).map(([field, condition]) => {
    const wanted = (condition as { $in?: unknown } | null)?.$in;
    if (!Array.isArray(wanted) || Object.keys(condition).length !== 1) {
      throw invalid(`The operator of ${field} is not one that this server knows ($in).`);
    }
    if (wanted.length === 0) throw invalid("$in must not be empty.");
    if (wanted.length > limits.filterValues) {
      throw invalid(`$in must have at most ${limits.filterValues} values.`);
    }
    const values = new Set(wanted);
    return (metadata: Record<string, unknown>) => values.has(metadata[field]);
  });
  return (metadata) => checks.every((check) => check(metadata));
}
