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

/** Translates the keys of blobs into names in the bucket, and back. */
export class S3Keys {
  readonly location: string;
  /** The beginning of the names: nothing, or the prefix with its `/`. */
  readonly start: string;
  readonly #bucket: string;

  constructor(bucket: string, prefix: string) {
    this.#bucket = bucket;
    this.start = prefix && `${prefix}/`;
    this.location = `s3://${bucket}${prefix && `/${prefix}`}`;
  }

  /** Throws `invalid_input` for a text that is not the key of a blob. */
  of(key: string): S3Object {
    checkBlobKey(key, "s3");
    return { bucket: this.#bucket, key: this.start + key };
  }

  /** The key for a name. Null for an object of another program. */
  from(name: string): string | null {
    const key = name.slice(this.start.length);
    return isBlobKey(key) ? key : null;
  }
}
