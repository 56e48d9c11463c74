import { jsonResponse } from "../json-response.js";
import type { Route } from "../routes/route.js";
import { imageId } from "../schemas/image-id.js";
import { attributesSchema } from "../schemas/owner.js";
import { readParameters } from "../url-parameters.js";
import type { AttributesResponse } from "../wire/owner.js";
import { unknownImage } from "./unknown-image.js";

/** For those who may change them. Attributes may hold what is not for everybody. */
export const attributesRoute: Route = {
  ...{ method: "GET", path: "/images/{id}/attributes", name: "getAttributes" },
  ...{ group: "Images", scope: "write", summary: "A picture's own values" },
  pathParameters: { id: imageId },
  answers: [{ status: 200, description: "All of them.", schema: attributesSchema }],
  problems: ["invalid_input", "not_found"],
  async answer({ revimg, request, parameter }) {
    readParameters(request, []);
    const id = parameter("id");
    const record = await revimg.get(id, { signal: request.signal });
    if (record === null) return unknownImage(id);
    return jsonResponse({ attributes: record.attributes } satisfies AttributesResponse);
  },
};
