import { RevimgError } from "@revimg/core";
import { loadPeer } from "../shared/load-peer.js";
import { peerUser, type S3Connection } from "./connection.js";
import type { S3Object } from "./keys.js";

/** Longest life of a signature of version 4: a week, in seconds. */
const maxSeconds = 604_800;

/** A URL with which anybody can read the object for some time. */
export async function presignedUrl(
  connection: S3Connection,
  { bucket, key }: S3Object,
  expiresInSeconds: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (
    !(Number.isInteger(expiresInSeconds) && 1 <= expiresInSeconds && expiresInSeconds <= maxSeconds)
  ) {
    throw new RevimgError(
      "invalid_input",
      `expiresInSeconds must be a whole number of 1 to ${maxSeconds}.`,
      { adapter: "s3", details: { option: "expiresInSeconds" } },
    );
  }
  return connection.run("sign", signal, async ({ client, sdk }) => {
    const { getSignedUrl } = await loadPeer(
      peerUser,
      "@aws-sdk/s3-request-presigner",
      () => import("@aws-sdk/s3-request-presigner"),
    );
    const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: key });
    return getSignedUrl(client, command, { expiresIn: expiresInSeconds });
  });
}

/** The URL of the object at a CDN or a public bucket. */
export function publicUrlOf(base: string, { key }: S3Object): string {
  const path = key.split("/").map(encodeURIComponent).join("/");
  return `${base.replace(/\/+$/, "")}/${path}`;
}
