import { z } from "zod";
import type { HealthResponse } from "../wire/health.js";

export const storeNamesSchema = z
  .strictObject({ vectors: z.string(), metadata: z.string(), blobs: z.string() })
  .describe("Names of the stores in use.");

export const healthSchema = z
  .strictObject({
    status: z.literal("ok"),
    model: z.strictObject({ id: z.string(), dimension: z.int().min(1) }),
    count: z.int().min(0).describe("Pictures that a search can find."),
    stores: storeNamesSchema,
  })
  .meta({ id: "HealthResponse" }) satisfies z.ZodType<HealthResponse>;

export const probeSchema = z.strictObject({ status: z.literal("ok") }).meta({ id: "Probe" });
