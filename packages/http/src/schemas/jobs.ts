import { errorTable } from "@revimg/core";
import { z } from "zod";
import type { Job, JobFailure, JobListResponse } from "../wire/jobs.js";

const code = z.enum(["internal", ...Object.keys(errorTable)] as JobFailure["code"][]);
const count = z.int().min(0);
const moment = z.iso.datetime();

export const jobSchema = z
  .strictObject({
    id: z.string(),
    kind: z.literal("index").describe("What it does: `index` adds pictures."),
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
      })
      .describe("Pictures."),
    failures: z
      .array(z.strictObject({ name: z.string(), code, detail: z.string() }))
      .describe("The first 20 pictures that could not be indexed."),
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
