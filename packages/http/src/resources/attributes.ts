import { jsonResponse } from "../json-response.js";
import type { Route } from "../routes/route.js";
import { imageId } from "../schemas/image-id.js";
import { attributesSchema } from "../schemas/owner.js";
import { readParameters } from "../url-parameters.js";
import type { AttributesResponse } from "../wire/owner.js";
import { unknownImage } from "./unknown-image.js";

/** Names of values that revimg keeps itself, and that nobody may set. */
const ownPrefix = "revimg:";

/** For those who may change them. Attributes may hold what is not for everybody. */
export const attributesRoute: Route = {
  ...{ method: "GET", path: "/images/{id}/attributes", name: "getAttributes" },
  ...{ group: "Images", scope: "write", summary: "A picture's own values" },
  pathParameters: { id: imageId },
  answers: [{ status: 200, description: "All that may be changed.", schema: attributesSchema }],
  problems: ["invalid_input", "not_found"],
  async answer({ revimg, request, parameter }) {
    readParameters(request, []);
    const id = parameter("id");
    const record = await revimg.get(id, { signal: request.signal });
    if (record === null) return unknownImage(id);
    const given = Object.entries(record.attributes).filter(([name]) => !name.startsWith(ownPrefix));
    return jsonResponse({ attributes: Object.fromEntries(given) } satisfies AttributesResponse);
  },
};
