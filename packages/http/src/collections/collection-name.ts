/** Names of collections, as core has them. Nothing in one can lead out of a folder. */
const form = /^[a-z0-9][a-z0-9_-]{0,62}$/;

export function isCollectionName(value: unknown): value is string {
  return typeof value === "string" && form.test(value);
}
