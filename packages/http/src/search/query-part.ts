import type { QueryPart, QueryRegion } from "@revimg/core";
import type { z } from "zod";
import { partSchema, regionSchema } from "../schemas/query-part.js";
import { unknownName } from "../unknown-name.js";
import type { FormFiles } from "./form-files.js";

export type WirePart = z.output<typeof partSchema>;

const partKeys = Object.keys(partSchema.shape);

/**
 * A message about an unknown name in a part, in a list of parts or in a region, with
 * the name that was probably meant. `known`: the names that a part may have.
 */
export function unknownNameIn(
  place: string,
  value: unknown,
  known: readonly string[] = partKeys,
): string | undefined {
  if (Array.isArray(value)) {
    // The schema refuses lists of lists, at any depth.
    const parts = value.map((each) => (Array.isArray(each) ? null : each));
    return parts.map((each, i) => unknownNameIn(`${place}[${i}]`, each)).find(Boolean);
  }
  if (typeof value !== "object" || value === null) return undefined;
  const other = Object.keys(value).find((name) => !known.includes(name));
  if (other !== undefined) return unknownName(place, other, known).message;
  if (!("region" in value)) return undefined;
  return unknownNameIn(`region of ${place}`, value.region, Object.keys(regionSchema.shape));
}

/**
 * A part with the names that the search knows, and its picture from the form. Throws
 * `invalid_input`.
 */
export function toPart({ image, region, ...rest }: WirePart, files: FormFiles): QueryPart {
  return {
    ...given(rest),
    ...(region && { region: given(region) as QueryRegion }),
    ...(image !== undefined && { image: files.take(image) }),
  };
}

/** Leaves out what was not given. */
export function given<T extends object>(value: T): { [K in keyof T]: NonNullable<T[K]> } {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: NonNullable<T[K]> };
}
