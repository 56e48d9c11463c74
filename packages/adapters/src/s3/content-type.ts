/** What S3 itself says of objects that were stored without a type. */
const unknown = "binary/octet-stream";

export function toContentType(given: string | undefined): string {
  return given ?? unknown;
}

export function fromContentType(answered: string | undefined): string | null {
  return answered === undefined || answered === unknown ? null : answered;
}
