import { z } from "zod";
import type {
  AttributesResponse,
  ConfigurationResponse,
  DroppedVectorsResponse,
  FailureListResponse,
  FailureRecord,
  KeptModelRecord,
  KeptVectorsResponse,
  SourceListResponse,
} from "../wire/owner.js";

const failureSchema = z
  .strictObject({
    ...{ id: z.string(), filename: z.string() },
    reason: z.string().describe("Why it could not be read."),
    places: z.array(z.string()).describe("Paths and addresses; empty for one that was sent."),
    size: z.int().min(0).describe("Bytes; 0 where it was never read."),
    added_at: z.iso.datetime().describe("When it was first tried."),
  })
  .meta({ id: "FailureRecord" }) satisfies z.ZodType<FailureRecord>;

export const failureListSchema = z
  .strictObject({
    failures: z.array(failureSchema),
    next_cursor: z.string().nullable().describe("Null on the last page."),
  })
  .meta({ id: "FailureListResponse" }) satisfies z.ZodType<FailureListResponse>;

export const attributesSchema = z
  .strictObject({ attributes: z.record(z.string(), z.unknown()) })
  .meta({ id: "AttributesResponse" }) satisfies z.ZodType<AttributesResponse>;

export const sourceListSchema = z
  .strictObject({
    sources: z.array(z.strictObject({ name: z.string(), description: z.string() })),
    can_back_up: z.boolean().describe("Whether `POST /backups` works here."),
  })
  .meta({ id: "SourceListResponse" }) satisfies z.ZodType<SourceListResponse>;

export const configurationSchema = z
  .strictObject({
    settings: z.array(
      z.strictObject({
        key: z.string(),
        value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
        origin: z.enum(["default", "file", "environment", "option"]),
        source: z.string().nullable().describe("Name of the file, the variable or the option."),
      }),
    ),
  })
  .meta({ id: "ConfigurationResponse" }) satisfies z.ZodType<ConfigurationResponse>;

export const retrySchema = z
  .strictObject({
    ids: z.array(z.string().min(1).max(512)).min(1).max(10_000).optional(),
  })
  .meta({ id: "RetryFailures", description: "Without `ids`, all failures are tried again." });

export const verifySchema = z
  .strictObject({
    repair: z.boolean().optional().describe("Mends what is found."),
    bytes: z
      .boolean()
      .optional()
      .describe("Reads every stored picture, too, and tells damaged ones. Takes longer."),
  })
  .meta({ id: "Verify" });

/** Names only: a client may not name files of the server. */
export const reindexSchema = z
  .strictObject({
    model: z.enum(["mini", "clip-vit-b32"]),
    thumbnails: z.boolean().optional().describe("Uses thumbnails where originals are gone."),
  })
  .meta({ id: "Reindex" });

const keptModelSchema = z
  .strictObject({ id: z.string(), dimension: z.int().min(1) })
  .meta({ id: "KeptModelRecord" }) satisfies z.ZodType<KeptModelRecord>;

export const keptVectorsSchema = z
  .strictObject({
    previous: z
      .array(keptModelSchema)
      .describe("Models that the index had before, the latest last."),
    unfinished: keptModelSchema
      .nullable()
      .describe("The model of a move that was begun and has not ended."),
  })
  .meta({ id: "KeptVectorsResponse" }) satisfies z.ZodType<KeptVectorsResponse>;

export const dropVectorsSchema = z
  .strictObject({
    which: z
      .enum(["previous", "unfinished"])
      .describe("Those of models before, or of a move that is given up."),
  })
  .meta({ id: "DropVectors" });

export const droppedVectorsSchema = z
  .strictObject({ dropped: z.int().min(0).describe("Models whose vectors are gone.") })
  .meta({ id: "DroppedVectorsResponse" }) satisfies z.ZodType<DroppedVectorsResponse>;
