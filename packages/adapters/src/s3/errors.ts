import { RevimgError } from "@revimg/core";
import type { S3Settings } from "./options.js";

export type S3Action = "read" | "write" | "delete" | "list" | "sign";

/** HTTP status of the answer; undefined when there was none. */
export function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
}

/**
 * The server's name for the error, such as `NoSuchBucket`. Its form is checked,
 * because messages contain it.
 */
export function nameOf(error: unknown): string {
  const { Code, name } = (error ?? {}) as { Code?: unknown; name?: unknown };
  const found = [Code, name].find((text) => typeof text === "string" && /^\w{1,80}$/.test(text));
  return typeof found === "string" ? found : "Unknown";
}

/** Whether the server said that there is no such key, rather than no such bucket or page. */
export function isAbsent(error: unknown): boolean {
  return nameOf(error) === "NoSuchKey";
}

/** Whether a conditional write found something under the key. */
export function isTaken(error: unknown): boolean {
  return statusOf(error) === 412;
}

export function isNotImplemented(error: unknown): boolean {
  return statusOf(error) === 501 || nameOf(error) === "NotImplemented";
}

type Where = Pick<S3Settings, "bucket" | "endpoint" | "client">;

/** An error of the SDK as a `RevimgError`, without anything about keys and signatures. */
export function toStoreError(error: unknown, action: S3Action, where: Where): unknown {
  if (error instanceof RevimgError) return error;
  const status = statusOf(error);
  const name = nameOf(error);
  const [code, why, retryable] = explain(error, name, status, where);
  return new RevimgError(code, `The bucket ${where.bucket} failed to ${action}: ${why}`, {
    adapter: "s3",
    ...(retryable !== undefined && { retryable }),
    details: { bucket: where.bucket, reason: name, ...(status && { status }) },
    cause: withoutSecrets(error, name, status),
  });
}

type Explanation = [RevimgError["code"], string, boolean?];

function explain(
  error: unknown,
  name: string,
  status: number | undefined,
  { bucket, endpoint, client }: Where,
): Explanation {
  const credentials = client ? "of the client" : "(option credentials, else the SDK's chain)";
  if (name === "NoSuchBucket") {
    const server = endpoint === undefined ? "" : ` --endpoint-url ${endpoint}`;
    return ["invalid_config", `it does not exist. Run: aws s3 mb s3://${bucket}${server}`];
  }
  if (name === "CredentialsProviderError" || name === "TokenProviderError") {
    return [
      "invalid_config",
      "no credentials were found. Give the option credentials, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run: aws configure",
    ];
  }
  if (status === undefined && messageOf(error) === "Region is missing") {
    return [
      "invalid_config",
      "its region is not known. Give the option region, or set AWS_REGION.",
    ];
  }
  if (wrongRegion.has(name) || status === 301) {
    return ["invalid_config", `it lies in another region or at another endpoint (${name}).`];
  }
  if (full.has(name) || status === 507) {
    return ["disk_full", `there is no room left (${name}). Raise the quota or free some room.`];
  }
  if (patience.has(name) || status === 429) {
    return ["rate_limited", `the server asks for fewer requests (${name}).`];
  }
  if (status === 401 || status === 403 || refusals.has(name)) {
    return [
      "store_failed",
      `access was refused (${name}). Check the credentials ${credentials} and their right to s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and s3:ListBucket.`,
      false,
    ];
  }
  if (status !== undefined && status < 300) {
    return ["store_failed", "the answer was not complete.", true];
  }
  if (status !== undefined) {
    const mayPass = status >= 500 || status === 408 || status === 409 || passing.has(name);
    return ["store_failed", `the server answered ${status} (${name}).`, mayPass];
  }
  if (passing.has(name)) return ["store_failed", `the server answered ${name}.`, true];
  const reason = messageOf(error);
  const isCertificate = /^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|ERR_TLS)/.test(systemCode(error));
  return ["store_failed", `the server can't be reached: ${reason || name}`, !isCertificate];
}

const wrongRegion = new Set([
  "PermanentRedirect",
  "TemporaryRedirect",
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
]);
const full = new Set(["QuotaExceeded", "InsufficientStorage", "XMinioStorageFull"]);
const patience = new Set([
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "TooManyRequests",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "BandwidthLimitExceeded",
]);
const refusals = new Set([
  "AccessDenied",
  "SignatureDoesNotMatch",
  "InvalidAccessKeyId",
  "ExpiredToken",
  "InvalidToken",
]);
const passing = new Set([
  "InternalError",
  "ServiceUnavailable",
  "RequestTimeout",
  "OperationAborted",
]);

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function systemCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

/**
 * An answer that refuses a signature contains the key's id and the signed text, and
 * loggers print causes.
 */
function withoutSecrets(error: unknown, name: string, status: number | undefined): unknown {
  if (status === undefined) return error;
  const { requestId } = (error as { $metadata: { requestId?: string } }).$metadata;
  return new Error(`${name}, status ${status}${requestId ? `, request ${requestId}` : ""}`);
}
