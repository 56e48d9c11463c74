import type { ImageRecord } from "../stores/image-record.js";

/** The row of an indexed picture of which only the id, and perhaps a tag, matters. */
export function plainRecord(id: string, tag?: string): ImageRecord {
  const place = { originalUrl: null, sourceDomain: null, sources: [], title: null };
  const size = { fileSize: 1, width: 1, height: 1, mimeType: "image/png" };
  const marks = { fingerprint: null, pixelHash: null, signature: null };
  const state = { original: "none", status: "indexed", failure: null } as const;
  const tags = tag ? [{ tag, confidence: 1, origin: "user" as const }] : [];
  const times = { createdAt: 0, indexedAt: 0 };
  const name = { id, filename: id, contentHash: id, attributes: {} };
  return { ...name, ...place, ...size, ...marks, ...state, ...times, tags };
}
