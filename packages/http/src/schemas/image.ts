import { z } from "zod";
import type { ImageFacts, SourceDetail } from "../wire/image-facts.js";
import type { ImageListResponse, IndexedImage } from "../wire/indexed-image.js";

const address = z.string().nullable();
const text = z.string().nullable();

const sourceDetailSchema = z
  .strictObject({
    url: address.describe("The picture itself."),
    page_url: address.describe("The page that shows it."),
    domain: text.describe("Host name without `www.`."),
    title: text,
    author: text,
    license: text,
  })
  .meta({
    id: "SourceDetail",
    description: "A place where the picture was found.",
  }) satisfies z.ZodType<SourceDetail>;

const tagSchema = z
  .strictObject({
    tag: z.string(),
    confidence: z.number().min(0).max(1),
    origin: z.enum(["model", "user", "file"]),
  })
  .meta({ id: "Tag", description: "A tag, and whether the model, a person or a file gave it." });

/** The members that every picture has in an answer. */
export const imageFactsShape = {
  id: z.string(),
  thumbnail_url: z.string().describe("Path on this server."),
  image_url: z.string().describe("Path of the original; 404 when originals are not kept."),
  source_url: address.describe("Where the picture was first found: http or https, no password."),
  source_domain: text.describe("Host name of that place without `www.`."),
  filename: z.string().describe("Last part of the file's name; never a path."),
  folder: text.describe("Folder of the file, such as `photos/2024`; null where none is shown."),
  title: text,
  author: text,
  license: text,
  width: z.int().min(0).describe("Pixels, upright."),
  height: z.int().min(0),
  mime_type: z.string(),
  added_at: z.iso.datetime().describe("When the picture was added."),
  sources: z.array(sourceDetailSchema),
  tags: z.array(tagSchema),
};

z.strictObject(imageFactsShape) satisfies z.ZodType<ImageFacts>;

export const indexedImageSchema = z
  .strictObject({
    ...imageFactsShape,
    size: z.int().min(0).describe("Bytes of the original."),
  })
  .meta({
    id: "IndexedImage",
    description: "A picture of the index.",
  }) satisfies z.ZodType<IndexedImage>;

export const imageListSchema = z
  .strictObject({
    images: z.array(indexedImageSchema),
    next_cursor: z
      .string()
      .nullable()
      .describe("Send it with the same sort and order for the next page. Null on the last one."),
  })
  .meta({ id: "ImageListResponse" }) satisfies z.ZodType<ImageListResponse>;
