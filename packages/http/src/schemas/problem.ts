import { errorTable } from "@revimg/core";
import { z } from "zod";
import type { Problem } from "../problem.js";

const codes = ["internal", ...Object.keys(errorTable)] as Problem["code"][];

export const problemSchema = z
  .strictObject({
    type: z.string().describe("`urn:revimg:error:<code>`."),
    title: z.string().describe("What the code means."),
    status: z.int().min(400).max(599),
    detail: z.string().describe("What happened this time, and what to do about it."),
    code: z.enum(codes).describe("`internal` stands for a fault of the server without a code."),
    request_id: z.string().optional().describe("Names the request, also in the access log."),
    instance: z.string().optional().describe("Names this occurrence in the server's log."),
  })
  .meta({
    id: "Problem",
    description: "A problem document (RFC 9457).",
  }) satisfies z.ZodType<Problem>;
