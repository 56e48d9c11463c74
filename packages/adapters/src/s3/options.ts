import { z } from "zod";
import {
  checkOptions,
  isWebAddress,
  type OptionForms,
  refuseOption,
  timeForm,
} from "../shared/check-options.js";

export interface S3Options {
  /** Must exist already. */
  bucket: string;
  /**
   * Keys begin with this and a `/`, so the bucket can hold other things too. At most
   * 500 bytes of UTF-8.
   */
  prefix?: string;
  /** Address of a server other than Amazon's, such as `http://127.0.0.1:9000`. */
  endpoint?: string;
  /**
   * Default: the region that the SDK finds (`AWS_REGION`, `~/.aws/config`), or
   * `us-east-1` with an `endpoint`.
   */
  region?: string;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. Default: true with an `endpoint`. */
  forcePathStyle?: boolean;
  /**
   * Keys, or a function that is called for new ones whenever they expire. Default:
   * the SDK's chain (environment, shared files, container and instance roles).
   */
  credentials?: S3Credentials | (() => Promise<S3Credentials>);
  /**
   * An `S3Client` of `@aws-sdk/client-s3` that you configured. It stays open when
   * the store is closed, and `endpoint`, `region`, `forcePathStyle`,
   * `credentials` and `timeoutMs` can't be given beside it.
   */
  client?: S3ClientLike;
  /**
   * Where browsers reach the bucket's root, such as a CloudFront distribution.
   * `url()` then answers `<publicUrl>/<prefix>/<key>` instead of a signed address.
   */
  publicUrl?: string;
  /**
   * A request is given up when the server is silent for this long, in milliseconds.
   * Default 30,000.
   */
  timeoutMs?: number;
}

export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** When they expire. */
  expiration?: Date;
}

/** The part of an `S3Client` that the store needs. */
export interface S3ClientLike {
  send(command: never, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

/** Options with the defaults that do not depend on the SDK. */
export interface S3Settings extends Omit<S3Options, "prefix" | "timeoutMs"> {
  /** Without a `/` at either end; empty for none. */
  prefix: string;
  timeoutMs: number;
}

/** Not strict: the SDK's own providers answer more fields. */
const credentials = z.object({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().optional(),
  expiration: z.date().optional(),
});

const isFunction = (value: unknown) => typeof value === "function";

const forms: OptionForms<S3Options> = {
  bucket: [z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/), "the name of a bucket"],
  prefix: [
    z.string().refine((text) => Buffer.byteLength(text) <= 500 && !hasControl(text)),
    "at most 500 bytes without control characters",
  ],
  endpoint: [
    z.string().refine((text) => isWebAddress(text)),
    "an address such as http://127.0.0.1:9000, without user, password, query and fragment",
  ],
  region: [z.string().min(1), "a region such as eu-central-1"],
  forcePathStyle: [z.boolean(), "true or false"],
  credentials: [
    z.union([credentials, z.custom(isFunction)]),
    "{ accessKeyId, secretAccessKey, sessionToken? } or a function that resolves to it",
  ],
  client: [
    z.custom((value) => isFunction((value as { send?: unknown } | null)?.send)),
    "an S3Client",
  ],
  publicUrl: [
    z.string().refine((text) => isWebAddress(text)),
    "an address such as https://pictures.example.com, without user, password, query and fragment",
  ],
  timeoutMs: timeForm,
};

/** Options of the client. An injected client has its own. */
const ofClient = ["endpoint", "region", "forcePathStyle", "credentials", "timeoutMs"] as const;

/** Throws `invalid_config` with the name of the wrong option. */
export function readOptions(options: S3Options): S3Settings {
  if (options?.bucket === undefined) refuseOption("s3", "bucket", `must be ${forms.bucket[1]}`);
  checkOptions("s3", forms, options);
  const besides = ofClient.find((name) => options[name] !== undefined);
  if (options.client && besides) {
    refuseOption("s3", besides, "can't be given beside client, which has its own");
  }
  return {
    ...options,
    prefix: (options.prefix ?? "").replace(/^\/+|\/+$/g, ""),
    timeoutMs: options.timeoutMs ?? 30_000,
  };
}

function hasControl(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\x7f");
}
