/** Attributes whose names begin so are written by revimg alone. */
export const ownAttributes = "revimg:";

/** The name of the first such attribute; undefined where there is none. */
export function ownAttributeIn(attributes: object): string | undefined {
  return Object.keys(attributes).find((name) => name.startsWith(ownAttributes));
}
