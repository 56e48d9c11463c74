import { z } from "zod";
import type { ComparisonResponse } from "../wire/comparison.js";
import { evidenceSchema } from "./search-response.js";

export const comparisonSchema = z
  .strictObject({
    tier: z
      .enum(["exact", "edited", "different", "too_plain"])
      .describe("`too_plain`: at least one picture shows too little to tell."),
    evidence: evidenceSchema
      .nullable()
      .describe(
        "What was done to `original`, as `copy` shows it: `original` stands for the indexed picture, `copy` for the query. Null unless `exact` or `edited`.",
      ),
    similarity: z.number().min(-1).max(1).describe("Cosine of the two embeddings."),
  })
  .meta({ id: "ImageComparison" }) satisfies z.ZodType<ComparisonResponse>;
