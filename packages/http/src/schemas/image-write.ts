import { z } from "zod";
import { type Field, json, textField } from "./field.js";

const webAddress = z
  .url({ protocol: /^https?$/, error: "Must be an http or https address." })
  .max(8192);
const tags = z.array(z.string().max(100)).max(100);
const attributes = z.record(z.string(), z.unknown());

const shape = {
  title: z.string().min(1).max(1000).optional(),
  author: z.string().min(1).max(1000).optional(),
  license: z.string().min(1).max(1000).optional(),
  tags: tags.optional().describe("They are tidied: lower case, single spaces."),
  source_url: webAddress.optional().describe("Address of the picture, http or https."),
  page_url: webAddress.optional().describe("Address of the page that shows it."),
  attributes: attributes.optional().describe("Values of your own, to filter by."),
};

const { source_url: _, ...addressShape } = { url: webAddress, ...shape };
const addressSchema = z
  .strictObject(addressShape)
  .meta({ id: "ImageAddress", description: "A picture on the web, and what is said of it." });

/** Pictures to fetch: one, or a list. */
export const addImagesSchema = z
  .strictObject({
    ...addressShape,
    url: webAddress.optional().describe("Web address of a picture. The server fetches it."),
    images: z.array(addressSchema).min(1).max(10_000).optional().describe("Several, in a job."),
  })
  .meta({ id: "AddImages", description: "Either `url` with what is said of it, or `images`." });

export type ImageAddress = z.output<typeof addressSchema>;

/** What is said of pictures that are sent, as it is in JSON. */
export type ImageDescription = z.output<typeof descriptionSchema>;
const descriptionSchema = z.strictObject(shape);

const addressField = (description: string) =>
  ({
    ...{ schema: webAddress, fromText: (text: string) => text },
    ...{ expected: "an http or https address", description, secret: true },
  }) satisfies Field;

/** The fields beside the pictures of a form. */
export const descriptionFields = {
  title: textField(1000, "a text of 1 to 1,000 characters", "Its title."),
  author: textField(1000, "a text of 1 to 1,000 characters", "Who made it."),
  license: textField(1000, "a text of 1 to 1,000 characters", "Its license."),
  tags: {
    ...{ schema: tags, fromText: json, isJson: true },
    expected: 'a list of texts as JSON, such as ["koi","pond"]',
    description: "They are tidied: lower case, single spaces.",
  },
  source_url: addressField("Address of the picture, http or https."),
  page_url: addressField("Address of the page that shows it."),
  attributes: {
    ...{ schema: attributes, fromText: json, isJson: true },
    expected: 'an object as JSON, such as {"price":5}',
    description: "Values of your own, to filter by.",
  },
} as const satisfies Record<string, Field>;

const placeSchema = z
  .strictObject({
    url: z.string().max(8192).optional().describe("The picture itself, http or https."),
    page_url: z.string().max(8192).optional().describe("The page that shows it, http or https."),
    title: z.string().max(1000).optional(),
    author: z.string().max(1000).optional(),
    license: z.string().max(1000).optional(),
  })
  .meta({ id: "WebPlace", description: "A place on the web. It has a `url` or a `page_url`." });

export const imageChangesSchema = z
  .strictObject({
    title: z
      .string()
      .max(1000)
      .nullable()
      .optional()
      .describe("Null: the title that a source gives, if one does."),
    tags: tags.optional().describe("Take the place of the tags that people gave."),
    attributes: attributes.optional().describe("Values to set. Null removes one; others stay."),
    sources: z
      .array(placeSchema)
      .max(100)
      .optional()
      .describe("Take the place of the places on the web; files stay."),
  })
  .meta({ id: "ImageChanges", description: "What is to change; what is not named stays." });

/** One of the two. */
export const deleteImagesSchema = z
  .strictObject({
    ids: z.array(z.string().min(1).max(512)).min(1).max(10_000).optional(),
    filter: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "DeleteImages" });

export const deletedSchema = z
  .strictObject({ deleted: z.int().min(0).describe("How many pictures there were.") })
  .meta({ id: "DeletedResponse" });
