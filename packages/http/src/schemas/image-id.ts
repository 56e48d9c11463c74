import { z } from "zod";
import type { PathParameter } from "./field.js";

export const imageId: PathParameter = {
  schema: z.string().min(1).max(512),
  description: "Id of a picture, as answers give it.",
};
