import { errorTable } from "@revimg/core";
import { z } from "zod";
import type { Job, JobFailure, JobFinding, JobListResponse } from "../wire/jobs.js";

const code = z.enum(["internal", ...Object.keys(errorTable)] as JobFailure["code"][]);
const count = z.int().min(0);
const moment = z.iso.datetime();

const findingSchema = z
  .strictObject({
    kind: z.enum([
      ...(["unfinished", "vector_missing", "thumbnail_missing", "original_missing"] as const),
      ...(["thumbnail_damaged", "original_damaged"] as const),
      ...(["signature_missing", "file_changed", "vector_orphan", "blob_orphan"] as const),
    ]),
    subject: z.string().describe("Id of the picture, or key of the blob."),
    name: z.string().nullable(),
    outcome: z.enum(["found", "mended", "removed", "hidden", "lost"]),
  })
  .meta({ id: "JobFinding" }) satisfies z.ZodType<JobFinding>;

export const jobSchema = z
  .strictObject({
    id: z.string(),
    kind: z
      .enum(["index", "source", "retry", "verify", "reindex", "backup"])
      .describe("What it does. `index` adds pictures that were sent."),
    status: z
      .enum(["waiting", "running", "finished", "failed", "cancelled", "interrupted"])
      .describe("`interrupted`: the server ended before it did."),
    created_at: moment,
    started_at: moment.nullable().describe("Null while it waits."),
    ended_at: moment.nullable().describe("Null until it has ended."),
    progress: z
      .strictObject({
        ...{ done: count, total: count, added: count, updated: count },
        ...{ unchanged: count, failed: count },
        // Jobs that were recorded before there were queues lack it.
        queued: count.default(0).describe("Put onto the queue; workers index them later."),
      })
      .describe("Pictures; of a `verify` rows, of a `backup` files."),
    failures: z
      .array(z.strictObject({ name: z.string(), code, detail: z.string() }))
      .describe("The first 20 pictures that could not be indexed."),
    findings: z.array(findingSchema).describe("The first 100 things that a `verify` found."),
    error: z
      .strictObject({ code, detail: z.string() })
      .nullable()
      .describe("Why the job failed; null for one that did not."),
  })
  .meta({
    id: "Job",
    description: "Work that goes on after its request was answered.",
  }) satisfies z.ZodType<Job>;

export const jobListSchema = z
  .strictObject({ jobs: z.array(jobSchema).describe("The last 50, the newest first.") })
  .meta({ id: "JobListResponse" }) satisfies z.ZodType<JobListResponse>;
