import type { S3Pictures } from "../s3.js";
import { parseS3 } from "./backends.js";
import type { Place } from "./place.js";
import { StoreUrl } from "./store-url.js";

/**
 * The pictures that the URL of a bucket stands for, such as
 * `s3://shop/2026?endpoint=http://127.0.0.1:9000`: written as for the blob store, with
 * keys from where the AWS SDK finds them. Rejects with `invalid_config` on another text.
 */
export async function picturesFromUrl(text: string): Promise<S3Pictures> {
  const place: Place = {
    origin: "option",
    name: "The source",
    details: { key: "source" },
    directory: ".",
    environment: process.env,
  };
  const url = new StoreUrl(text, place, "s3://bucket/prefix");
  if (!/^s3:/i.test(text)) throw url.refuse();
  const { publicUrl, ...options } = parseS3(url);
  return (await import("../s3.js")).s3Pictures(options);
}
