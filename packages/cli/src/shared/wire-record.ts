import type { ImageRecord } from "@revimg/core";

/** A row as `--json` prints it: snake_case keys, times as ISO 8601, without the signature. */
export function toWireRecord(record: ImageRecord): Record<string, unknown> {
  const { signature, ...shown } = record;
  return snakeCase({
    ...shown,
    createdAt: new Date(record.createdAt).toISOString(),
    indexedAt: record.indexedAt === null ? null : new Date(record.indexedAt).toISOString(),
    sources: record.sources.map((source) => snakeCase({ ...source })),
  });
}

/** Only the names of the record itself: attributes are the user's. */
function snakeCase(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      inner,
    ]),
  );
}
