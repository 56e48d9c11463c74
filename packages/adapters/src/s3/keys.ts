import { checkBlobKey, isBlobKey } from "@revimg/core";

/** Where an object is. */
export interface S3Object {
  bucket: string;
  /** Its whole name in the bucket. */
  key: string;
}

export interface PutTarget extends S3Object {
  contentType: string;
  ifAbsent: boolean;
}

/** The names that keys of blobs have in the bucket. */
export class S3Keys {
  readonly location: string;
  /** What the names begin with: nothing, or a prefix with its `/`. */
  readonly start: string;
  readonly #bucket: string;

  constructor(bucket: string, prefix: string) {
    this.#bucket = bucket;
    this.start = prefix && `${prefix}/`;
    this.location = `s3://${bucket}${prefix && `/${prefix}`}`;
  }

  /** Throws `invalid_input` for what is not a key of a blob. */
  of(key: string): S3Object {
    checkBlobKey(key, "s3");
    return { bucket: this.#bucket, key: this.start + key };
  }

  /** The key of a name; null for an object that another program put there. */
  from(name: string): string | null {
    const key = name.slice(this.start.length);
    return isBlobKey(key) ? key : null;
  }
}
