import { z } from "zod";
import type { TagsResponse } from "../wire/tags.js";

const tagCountSchema = z
  .strictObject({ tag: z.string(), count: z.int().min(1).describe("Pictures that carry it.") })
  .meta({ id: "TagCount" });

export const tagsSchema = z
  .strictObject({ tags: z.array(tagCountSchema).describe("The most used first.") })
  .meta({ id: "TagsResponse" }) satisfies z.ZodType<TagsResponse>;
