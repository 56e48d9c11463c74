import type { S3Access } from "@revimg/testing/services";
import type { S3Options } from "../../s3.js";

/** The options that lead to a server of the tests. */
export function optionsFor({
  endpoint,
  bucket,
  accessKeyId,
  secretAccessKey,
}: S3Access): S3Options {
  return { endpoint, bucket, credentials: { accessKeyId, secretAccessKey } };
}
