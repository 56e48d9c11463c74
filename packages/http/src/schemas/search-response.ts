import { z } from "zod";
import type { SearchResponse } from "../wire/search-response.js";
import { imageFactsShape } from "./image.js";

const transformRowSchema = z.tuple([z.number(), z.number(), z.number()]);

export const evidenceSchema = z
  .strictObject({
    by: z.enum(["bytes", "pixels", "details"]),
    edits: z.array(
      z.enum(["mirrored", "cropped", "framed", "rotated", "recoloured", "overlaid", "resaved"]),
    ),
    overlap: z.number().describe("Share of the indexed picture that the query shows, 0 to 1."),
    query_overlap: z
      .number()
      .describe("Share of the query that shows the indexed picture, 0 to 1."),
    rotation: z.number().describe("Degrees by which the query is turned clockwise."),
    transform: z
      .tuple([transformRowSchema, transformRowSchema])
      .describe(
        "Takes a place in the query to the same place in the indexed picture, both as fractions of width and height: [[a, b, c], [d, e, f]] takes (x, y) to (a x + b y + c, d x + e y + f).",
      ),
  })
  .meta({ id: "MatchEvidence", description: "Why a match is the same picture." });

const foldedImageSchema = z
  .strictObject({
    ...imageFactsShape,
    similarity: z.number().min(-1.001).max(1.001).describe("Cosine of the two embeddings."),
    tier: z.enum(["exact", "edited", "similar"]),
    evidence: evidenceSchema.nullable().describe("Null for a `similar` match."),
  })
  .meta({ id: "FoldedImage", description: "A match that is a copy of another." });

const similarImageSchema = z
  .strictObject({
    ...foldedImageSchema.shape,
    copies: z
      .array(foldedImageSchema)
      .optional()
      .describe("With `collapse`: the matches that are copies of this one."),
  })
  .meta({ id: "SimilarImage", description: "A match." });

const keywordSchema = z
  .strictObject({
    keyword: z.string(),
    score: z.number().min(0).max(1),
    image_ids: z.array(z.string()).describe("The matches that carry the tag."),
  })
  .meta({ id: "KeywordDetail" });

export const searchResponseSchema = z
  .strictObject({
    keywords: z.array(z.string()).describe("Ten at most, best first."),
    keyword_details: z.array(keywordSchema),
    similar_images: z.array(similarImageSchema).describe("Best first."),
    next_cursor: z
      .string()
      .nullable()
      .describe("Send it with the same query for the matches after the last one. Null at the end."),
    min_similarity: z
      .number()
      .nullable()
      .describe("Matches below this were left out, by `min_similarity` or `cutoff`."),
    truncated: z.boolean().describe("True when a filter left so few that the search stopped."),
  })
  .meta({ id: "SearchResponse" }) satisfies z.ZodType<SearchResponse>;
