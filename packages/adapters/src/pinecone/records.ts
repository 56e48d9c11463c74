import { type Page, type PageRequest, RevimgError, type VectorHit } from "@revimg/core";
import { inRequests } from "./batches.js";
import type { PineconeIndex, PineconeRecord } from "./client.js";
import { fromRecordId, toRecordId } from "./ids.js";

/** Sends one request on the open index. */
export type Send = <T>(request: (index: PineconeIndex) => Promise<T>) => Promise<T>;

/** Key in each record's metadata: the id as it was given. */
const idKey = "id";

/**
 * Pinecone's documentation, "Operation limits": 2 MB and 1,000 records in an upsert,
 * 1,000 ids in a fetch or delete, 10,000 values in `$in`, 100 ids in a page of a
 * list. Some room is left for what surrounds the records. The ids of a fetch are in
 * the URL, and gateways commonly take URLs of up to 8 KB.
 */
const upsertLimits = { maxCount: 1_000, maxSize: 1_900_000 };
const fetchLimits = { maxCount: 1_000, maxSize: 6_000 };
const deleteLimits = { maxCount: 1_000, maxSize: 1_900_000 };
const filterLimits = { maxCount: 10_000, maxSize: 1_900_000 };
const listLimit = 100;

export function toRecord(id: string, vector: Float32Array): PineconeRecord {
  return { id: toRecordId(id), values: Array.from(vector, shortest), metadata: { [idKey]: id } };
}

/** With just enough digits for float32 to come back the same: half as many as JSON would send. */
function shortest(value: number): number {
  return Number(value.toPrecision(9));
}

export async function upsertRecords(send: Send, records: PineconeRecord[]): Promise<void> {
  const size = (record: PineconeRecord) => Buffer.byteLength(JSON.stringify(record)) + 1;
  for (const part of inRequests(records, upsertLimits, size)) {
    await send((index) => index.upsert({ records: part }));
  }
}

export async function nearest(
  send: Send,
  vector: Float32Array,
  topK: number,
  ids: readonly string[] | undefined,
): Promise<VectorHit[]> {
  const query = {
    vector: Array.from(vector, shortest),
    topK,
    includeValues: false,
    includeMetadata: false,
  };
  const filters = ids
    ? inRequests(ids, filterLimits, bytesOf).map((part) => ({ [idKey]: { $in: part } }))
    : [undefined];
  const found: { recordId: string; score: number }[] = [];
  for (const filter of filters) {
    const { matches } = await send((index) => index.query({ ...query, ...(filter && { filter }) }));
    for (const { id, score } of matches) found.push({ recordId: id, score: toScore(score) });
  }
  if (filters.length > 1) found.sort((a, b) => b.score - a.score);
  const best = found.slice(0, topK);
  const names = await givenIds(
    send,
    best.map(({ recordId }) => recordId),
  );
  // A record that was deleted in the meantime has no original id any more.
  return best.flatMap(({ score }, i) => (names[i] === null ? [] : [{ id: names[i]!, score }]));
}

function toScore(score: unknown): number {
  if (typeof score !== "number" || Number.isNaN(score)) {
    throw new RevimgError("store_failed", "Pinecone answered a query without scores. Try again.", {
      adapter: "pinecone",
    });
  }
  return Math.max(-1, Math.min(1, score));
}

/** Records by their id in Pinecone, without absent ones. */
async function fetchRecords(
  send: Send,
  recordIds: readonly string[],
): Promise<Map<string, PineconeRecord>> {
  const found = new Map<string, PineconeRecord>();
  const size = (id: string) => encodeURIComponent(id).length + "&ids=".length;
  for (const part of inRequests([...new Set(recordIds)], fetchLimits, size)) {
    const { records } = await send((index) => index.fetch({ ids: part }));
    for (const [id, record] of Object.entries(records)) found.set(id, record);
  }
  return found;
}

export async function fetchVectors(
  send: Send,
  ids: readonly string[],
): Promise<(Float32Array | null)[]> {
  const recordIds = ids.map(toRecordId);
  const found = await fetchRecords(send, recordIds);
  return recordIds.map((id) => {
    const values = found.get(id)?.values;
    return values ? Float32Array.from(values) : null;
  });
}

export async function deleteRecords(send: Send, ids: readonly string[]): Promise<void> {
  for (const part of inRequests(ids.map(toRecordId), deleteLimits, bytesOf)) {
    await send((index) => index.deleteMany({ ids: part }));
  }
}

/** One of our pages, made of as many pages of the service as fit. */
export async function scanIds(send: Send, { after, pageSize }: PageRequest): Promise<Page> {
  const recordIds: string[] = [];
  let next = after;
  do {
    const limit = Math.min(listLimit, pageSize - recordIds.length);
    const token = next === null ? {} : { paginationToken: next };
    const page = await send((index) => index.listPaginated({ limit, ...token }));
    for (const { id } of page.vectors ?? []) if (id !== undefined) recordIds.push(id);
    next = page.pagination?.next || null;
  } while (next !== null && recordIds.length < pageSize);
  const names = await givenIds(send, recordIds);
  return { ids: names.filter((name) => name !== null), next };
}

/**
 * The original ids of records. Null for a record that needs its metadata for that and
 * has lost it.
 */
async function givenIds(send: Send, recordIds: readonly string[]): Promise<(string | null)[]> {
  const names = recordIds.map(fromRecordId);
  const hashed = recordIds.filter((_, i) => names[i] === null);
  if (hashed.length === 0) return names;
  const records = await fetchRecords(send, hashed);
  return names.map((name, i) => {
    const given = name ?? records.get(recordIds[i]!)?.metadata?.[idKey];
    return typeof given === "string" ? given : null;
  });
}

function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) + 1;
}
