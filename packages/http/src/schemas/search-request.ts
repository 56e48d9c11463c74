import { z } from "zod";
import {
  asIs,
  decimal,
  type Field,
  flag,
  json,
  textField,
  wholeNumberField,
  word,
} from "./field.js";
import { filterField } from "./filter.js";
import { contentShape, partSchema, partsSchema } from "./query-part.js";

/** Options of a search that are the same in JSON, in a form and in an address. */
const sharedFields = {
  limit: wholeNumberField(1, 1000, "Matches; 20 if not given."),
  cursor: textField(
    200,
    "the next_cursor of an answer before",
    "`next_cursor` of the answer before, with the same query.",
  ),
  min_similarity: {
    expected: "a number from -1 to 1",
    schema: z.number().min(-1).max(1),
    fromText: decimal,
    description: "Leaves out weaker matches.",
  },
  cutoff: {
    expected: "auto, false, or a number of standard deviations such as 2.5",
    schema: z.union([z.literal("auto"), z.literal(false), z.number()]),
    fromText: (text) => (text === "false" ? false : text === "auto" ? text : decimal(text)),
    description: "Leaves out matches that do not stand out.",
  },
  copies: word(
    ["near", "thorough"],
    "How far copies of the picture are looked for; `near` if not given. `thorough` costs many times as much, and may need a key.",
  ),
  collapse: flag("Folds copies of one another on a page into the first of them."),
  filter: filterField,
  query: {
    expected: 'a list of parts as JSON, such as [{"image":"image"},{"text":"red","weight":0.5}]',
    schema: partsSchema,
    fromText: json,
    isJson: true,
    description: "Several things at once, at most 16.",
    // A part may have an address, and its query may be secret.
    secret: true,
  },
  negative: {
    expected: 'a part, or a list of parts, as JSON, such as {"text":"red"}',
    schema: z.union([partSchema, partsSchema]),
    fromText: json,
    isJson: true,
    description: "What the matches should be unlike.",
    secret: true,
  },
} as const satisfies Record<string, Field>;

/** Fields of a form, and parameters of an address, that a search takes. */
export const searchFields = {
  ...sharedFields,
  region: textField(
    200,
    "four numbers with commas between",
    "Part of the picture: `x,y,width,height` in pixels or in percent (`25%,25%,50%,50%`).",
  ),
  url: { ...textField(8192, "a web address", "Web address of a picture."), secret: true },
  text: {
    ...{ expected: "10,000 characters at most", schema: z.string().max(10_000), fromText: asIs },
    description: "Words, for a model that reads.",
  },
  id: textField(512, "the id of an indexed picture", "Id of an indexed picture."),
} as const satisfies Record<string, Field>;

const { limit, cursor, min_similarity, cutoff, copies, collapse, filter, query, negative } =
  sharedFields;

/** A search as JSON. `image` is refused later: JSON has no files. */
export const jsonSearchSchema = z.strictObject({
  ...contentShape,
  query: query.schema.optional(),
  negative: negative.schema.optional(),
  limit: limit.schema.optional(),
  cursor: cursor.schema.optional(),
  min_similarity: min_similarity.schema.optional(),
  cutoff: cutoff.schema.optional(),
  copies: copies.schema.optional(),
  collapse: collapse.schema.optional(),
  filter: filter.schema.optional(),
});

/** The same in full, for the documentation. */
export const documentedSearchSchema = jsonSearchSchema
  .omit({ image: true })
  .extend({ filter: filter.documented.optional() })
  .meta({ id: "SearchRequest" });
