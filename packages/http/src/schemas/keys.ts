import { z } from "zod";
import type { KeyListResponse, KeyRecord, NewKeyResponse } from "../guard/key-routes.js";

const shape = {
  id: z.string(),
  label: z.string(),
  scopes: z.array(z.enum(["read", "write", "admin"])),
  collections: z
    .array(z.string())
    .nullable()
    .describe('Names of the collections that it opens; "*" is all. Null: the index that keeps it.'),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable().describe("Null: it does not expire."),
  last_four: z.string().describe("The key's last four characters."),
};

const keyRecordSchema = z.strictObject(shape).meta({
  id: "KeyRecord",
  description: "A key, without its text.",
}) satisfies z.ZodType<KeyRecord>;

export const keyListSchema = z
  .strictObject({ keys: z.array(keyRecordSchema).describe("The oldest first.") })
  .meta({ id: "KeyListResponse" }) satisfies z.ZodType<KeyListResponse>;

export const madeKeySchema = z
  .strictObject({ ...shape, key: z.string().describe("It is shown this one time.") })
  .meta({ id: "NewKeyResponse" }) satisfies z.ZodType<NewKeyResponse>;
