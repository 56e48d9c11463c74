import { z } from "zod";
import type { FilterRequest } from "../wire/search-request.js";
import { type Field, json } from "./field.js";

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const numberBounds = z.strictObject({ gte: z.number().optional(), lt: z.number().optional() });
const textBounds = z.strictObject({ gte: z.string().optional(), lt: z.string().optional() });
const attributeValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const moment = z.union([z.number(), z.string()]);

/** A filter on the wire in full, for the documentation. The engine checks the values. */
export const filterSchema = z
  .strictObject({
    domain: oneOrMore.optional().describe("Host name of a source. Any one of several is enough."),
    folder: oneOrMore
      .optional()
      .describe(
        "A folder in which a file of the picture lies, at any depth, such as `photos/2024`: a source of the server and the path below it. Any one of several is enough.",
      ),
    tags: oneOrMore.optional().describe("Tags that the picture must all carry."),
    created_at: z
      .strictObject({ gte: moment.optional(), lt: moment.optional() })
      .optional()
      .describe("When the picture was added: ISO 8601, or milliseconds since 1970."),
    width: z
      .union([z.number(), numberBounds])
      .optional()
      .describe("Pixels of the upright picture."),
    height: z
      .union([z.number(), numberBounds])
      .optional()
      .describe("Pixels of the upright picture."),
    attributes: z
      .record(
        z.string(),
        z.union([
          attributeValue,
          numberBounds,
          textBounds,
          z.strictObject({ in: z.array(attributeValue) }),
        ]),
      )
      .optional()
      .describe("Values of your own attributes."),
  })
  .meta({
    id: "ImageFilter",
    description:
      "Which pictures: those that match every given part. Bounds are at least `gte` and less than `lt`.",
  }) satisfies z.ZodType<FilterRequest>;

/** A filter in any place; what reads it checks the names and the values. */
export const filterField = {
  schema: z.record(z.string(), z.unknown()),
  fromText: (text) => (text.length <= 16_384 ? json(text) : null),
  expected:
    'an object as JSON of at most 16,384 characters, such as {"domain":"example.org","width":{"gte":800}}',
  description: "Only pictures that match.",
  documented: filterSchema,
  isJson: true,
} satisfies Field;
