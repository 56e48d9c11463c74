import { type QueryRegion, RevimgError } from "@revimg/core";

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
