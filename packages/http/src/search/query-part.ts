import { type QueryPart, type QueryRegion, RevimgError } from "@revimg/core";
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

/**
 * A region as one text: `120,80,300,200` for x, y, width and height in pixels of the
 * upright picture, or `25%,10%,50%,50%` of its width and height. Throws `invalid_input`.
 */
export function parseRegion(text: string): QueryRegion {
  const numbers = text.split(",").map((number) => number.trim());
  const inPercent = numbers.every((number) => /^\d+(\.\d+)?%$/.test(number));
  const inPixels = numbers.every((number) => /^\d+(\.\d+)?$/.test(number));
  if (numbers.length !== 4 || !(inPercent || inPixels)) {
    throw new RevimgError(
      "invalid_input",
      "region must be x,y,width,height in pixels (120,80,300,200) or in percent (25%,10%,50%,50%).",
      { details: { option: "region" } },
    );
  }
  const [x = 0, y = 0, width = 0, height = 0] = numbers.map((number) =>
    inPercent ? Number(number.slice(0, -1)) / 100 : Number(number),
  );
  return { x, y, width, height, ...(inPercent && { unit: "fractions" as const }) };
}
