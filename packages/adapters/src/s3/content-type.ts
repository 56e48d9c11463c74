/** The type that S3 itself answers for objects without a type. */
const unknown = "binary/octet-stream";

export function toContentType(given: string | undefined): string {
  return given ?? unknown;
}

export function fromContentType(answered: string | undefined): string | null {
  return answered === undefined || answered === unknown ? null : answered;
}
