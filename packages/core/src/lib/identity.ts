import { createHash, hash } from "node:crypto";

/** Our namespace for UUIDv5: fixed for ever, or known pictures would get new ids. */
const namespace = Buffer.from("8f6d2f0c5b3e4d0a9c1e7a4b6d2c9e31", "hex");

/** SHA-256 as 64 hex digits. */
export function contentHash(bytes: Uint8Array): string {
  return hash("sha256", bytes, "hex");
}

/** The id of a picture: UUIDv5 (RFC 9562, section 5.5) of its content hash. */
export function imageId(hash: string): string {
  const digest = createHash("sha1").update(namespace).update(hash).digest();
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString("hex", 0, 16);
  return [8, 12, 16, 20, 32].map((end, i) => hex.slice([0, 8, 12, 16, 20][i], end)).join("-");
}

/** Host of a URL in lower case (ASCII, as browsers send it) without `www.` and a dot at the end; undefined for what has no host. */
export function domainOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  return new URL(url).hostname.replace(/^www\./, "").replace(/\.$/, "") || undefined;
}
