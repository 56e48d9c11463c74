import { z } from "zod";
import type {
  DuplicateGroupFacts,
  DuplicateMemberFacts,
  DuplicatesRequest,
  DuplicatesResponse,
  MarkCopiesRequest,
} from "../wire/duplicates.js";
import { indexedImageSchema } from "./image.js";
import { evidenceSchema } from "./search-response.js";

const tier = z.enum(["exact", "edited"]);

export const duplicatesRequestSchema = z
  .strictObject({
    across_folders: z
      .boolean()
      .optional()
      .describe("Only groups whose files lie in more than one folder, or come from several hosts."),
    other_sizes: z
      .boolean()
      .optional()
      .describe("Only groups of pictures of more than one size in pixels."),
    same_colour: z
      .boolean()
      .optional()
      .describe("Leaves out copies whose brightness or colours were changed."),
    tiers: z.array(tier).min(1).max(2).optional().describe("Both if not given."),
    since: z
      .union([z.string().max(100), z.number()])
      .optional()
      .describe(
        "Only groups with a picture that was added then or later: ISO 8601, or milliseconds since 1970. Only these pictures are looked at.",
      ),
    confirmed: z
      .boolean()
      .optional()
      .describe("Also groups in which people called every two pictures the same."),
    limit: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe("Groups a page; 20 if not given. A page may have a few more, or fewer."),
    cursor: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe("`next_cursor` of the page before, with the same wishes."),
  })
  .meta({ id: "DuplicatesRequest" }) satisfies z.ZodType<DuplicatesRequest>;

const memberSchema = z
  .strictObject({
    ...indexedImageSchema.shape,
    files: z.int().min(0).describe("How many files have its bytes."),
    tier: tier.nullable().describe("What it is to `copy_of`; null for the one to keep."),
    evidence: evidenceSchema
      .nullable()
      .describe("What was done to it, as the one to keep shows it."),
    copy_of: z
      .string()
      .nullable()
      .describe("Mostly the one to keep; another member where only that shows enough of it."),
  })
  .meta({ id: "DuplicateMember" }) satisfies z.ZodType<DuplicateMemberFacts>;

const keepSchema = z
  .strictObject({
    id: z.string(),
    reason: z
      .enum(["content", "pixels", "format", "bytes", "details", "date", "files"])
      .describe("What it is ahead in."),
    why: z.string().describe("The reason as a sentence."),
  })
  .meta({ id: "KeepSuggestion", description: "Which picture to keep. Nothing is removed." });

const groupSchema = z
  .strictObject({
    keep: keepSchema,
    members: z.array(memberSchema).min(1).describe("The one to keep first."),
  })
  .meta({
    id: "DuplicateGroup",
    description:
      "Pictures that are copies of one another, or one whose bytes lie in several files.",
  }) satisfies z.ZodType<DuplicateGroupFacts>;

export const duplicatesResponseSchema = z
  .strictObject({
    groups: z.array(groupSchema),
    progress: z
      .strictObject({ done: z.int().min(0), total: z.int().min(0) })
      .describe("Pictures that this page looked at, of those in the index."),
    next_cursor: z
      .string()
      .nullable()
      .describe("Goes on after this page, which may be without groups. Null at the end."),
  })
  .meta({ id: "DuplicatesResponse" }) satisfies z.ZodType<DuplicatesResponse>;

export const markCopiesSchema = z
  .strictObject({
    ids: z.array(z.string().min(1).max(512)).min(2).max(100).describe("Every two get the mark."),
    mark: z.enum(["same", "different"]).nullable().describe("Null forgets what was said."),
  })
  .meta({ id: "MarkCopies" }) satisfies z.ZodType<MarkCopiesRequest>;
