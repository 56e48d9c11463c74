/** Key of a picture's bytes. Keys are sharded by hash, because folders of a million files are slow. */
export function blobKey(kind: "originals" | "thumbnails", contentHash: string): string {
  const shard = contentHash.slice(0, 2);
  return `${kind}/${shard}/${contentHash}${kind === "thumbnails" ? ".jpg" : ""}`;
}

/** The content hash in a key of `blobKey`; null for any other key. */
export function readBlobKey(key: string): string | null {
  const hash = /^(?:originals|thumbnails)\/[0-9a-f]{2}\/([0-9a-f]{64})(?:\.jpg)?$/.exec(key)?.[1];
  return hash ?? null;
}
