import { z } from "zod";

export const regionSchema = z
  .strictObject({
    x: z.number(),
    y: z.number(),
    width: z.number(),
    height: z.number(),
    unit: z.enum(["pixels", "fractions"]).optional(),
  })
  .meta({
    id: "QueryRegion",
    description: "A rectangle of the upright picture, from its upper left corner.",
  });

/** A query, or one part of it. The search checks that it asks with exactly one thing. */
export const contentShape = {
  image: z.string().min(1).max(200).optional().describe("Name of a file field of the form."),
  url: z.string().min(1).max(8192).optional().describe("Web address of a picture."),
  text: z.string().max(10_000).optional().describe("Words, for a model that reads."),
  id: z.string().min(1).max(512).optional().describe("Id of an indexed picture."),
  vector: z
    .array(z.number())
    .min(1)
    .max(4096)
    .optional()
    .describe("An embedding made elsewhere. Needs `model`."),
  model: z.string().min(1).max(200).optional().describe("Id of the model that made `vector`."),
  region: regionSchema.optional(),
};

export const partSchema = z
  .strictObject({
    ...contentShape,
    weight: z.number().optional().describe("Above 0 and at most 1,000; 1 if not given."),
  })
  .meta({
    id: "QueryPart",
    description: "Asks with one of `image`, `url`, `text`, `id` and `vector`.",
  });

export const partsSchema = z.array(partSchema).max(16);
