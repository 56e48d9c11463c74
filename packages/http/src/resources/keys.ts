import { z } from "zod";
import {
  answerKeyList,
  answerNewKey,
  answerRevokedKey,
  newKeySchema,
} from "../guard/key-routes.js";
import type { Route } from "../routes/route.js";
import type { PathParameter } from "../schemas/field.js";
import { keyListSchema, madeKeySchema } from "../schemas/keys.js";

const common = { group: "Keys", scope: "admin" } as const;
const keyId: PathParameter = {
  schema: z.string().min(1).max(100),
  description: "Id of a key, as answers give it.",
};

export const keysRoutes: readonly Route[] = [
  {
    ...common,
    ...{ method: "GET", path: "/keys", name: "listKeys", summary: "The keys, without their texts" },
    answers: [{ status: 200, description: "All keys.", schema: keyListSchema }],
    problems: ["invalid_input", "store_failed"],
    answer: ({ keys, request }) => answerKeyList(keys, request),
  },
  {
    ...common,
    ...{ method: "POST", path: "/keys", name: "addKey", summary: "Makes a key" },
    body: { "application/json": { schema: newKeySchema.meta({ id: "NewKey" }) } },
    answers: [{ status: 201, description: "The key, shown this one time.", schema: madeKeySchema }],
    problems: ["invalid_input", "unsupported", "image_too_large", "store_failed"],
    answer: (context) => answerNewKey(context, context.request),
  },
  {
    ...common,
    ...{ method: "DELETE", path: "/keys/{id}", name: "revokeKey", summary: "Revokes a key" },
    pathParameters: { id: keyId },
    answers: [{ status: 204, description: "It opens nothing any more." }],
    problems: ["invalid_input", "not_found", "store_failed"],
    answer: ({ keys, request, parameter }) => answerRevokedKey(keys, parameter("id"), request),
  },
];
