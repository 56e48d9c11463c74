import { z } from "zod";
import type { StatsResponse } from "../wire/stats.js";
import { storeNamesSchema } from "./health.js";

const count = z.int().min(0);
const looksSchema = z
  .strictObject({ hits: count, shared: count, misses: count })
  .meta({ id: "CacheLooks", description: "`shared` joined an equal one that was under way." });

export const statsSchema = z
  .strictObject({
    count: count.describe("Pictures that a search can find."),
    failed: count.describe("Files that could not be read."),
    pending: count.describe("Rows that an interrupted run left behind."),
    model: z.strictObject({ id: z.string(), dimension: z.int().min(1), runtime: z.string() }),
    bytes: z.strictObject({ metadata: count.nullable() }).describe("Bytes on disk, where known."),
    stores: storeNamesSchema,
    cache: z
      .strictObject({ results: looksSchema, embeddings: looksSchema, entries: count, bytes: count })
      .describe("How often earlier searches helped, since the index was opened."),
  })
  .meta({ id: "StatsResponse" }) satisfies z.ZodType<StatsResponse>;
