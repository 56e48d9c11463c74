import type { ImageChanges, WebPlace } from "@revimg/core";
import { RevimgError } from "@revimg/core";
import { jsonResponse } from "../json-response.js";
import { readJson } from "../read-json.js";
import type { Route, RouteContext } from "../routes/route.js";
import { filterSchema } from "../schemas/filter.js";
import { indexedImageSchema } from "../schemas/image.js";
import { imageId } from "../schemas/image-id.js";
import { deletedSchema, deleteImagesSchema, imageChangesSchema } from "../schemas/image-write.js";
import { given } from "../search/query-part.js";
import { filterFromWire } from "../search/search-filter.js";
import { readParameters } from "../url-parameters.js";
import { toIndexedImage } from "../wire/indexed-image.js";
import { unknownImage } from "./unknown-image.js";

const common = { group: "Images", scope: "write" } as const;

const updateImage: Route = {
  ...common,
  ...{ method: "PATCH", path: "/images/{id}", name: "updateImage" },
  summary: "Changes what people say of a picture",
  pathParameters: { id: imageId },
  body: { "application/json": { schema: imageChangesSchema } },
  answers: [
    { status: 200, description: "The picture after the changes.", schema: indexedImageSchema },
  ],
  problems: ["invalid_input", "not_found", "unsupported", "image_too_large"],
  answer: answerUpdate,
};

const deleteImage: Route = {
  ...common,
  ...{ method: "DELETE", path: "/images/{id}", name: "deleteImage" },
  summary: "Removes a picture from the index",
  pathParameters: { id: imageId },
  answers: [{ status: 204, description: "It is gone." }],
  problems: ["invalid_input", "not_found"],
  answer: answerDelete,
};

const deleteImages: Route = {
  ...common,
  ...{ method: "DELETE", path: "/images", name: "deleteImages" },
  summary: "Removes pictures by their ids, or all that a filter matches",
  description: "The body has either `ids` or `filter`. Files of your own are never touched.",
  body: {
    "application/json": { schema: deleteImagesSchema.extend({ filter: filterSchema.optional() }) },
  },
  answers: [{ status: 200, description: "They are gone.", schema: deletedSchema }],
  problems: ["invalid_input", "unsupported", "image_too_large"],
  answer: answerDeleteMany,
};

export const changeImagesRoutes = [updateImage, deleteImage, deleteImages];

async function answerUpdate(context: RouteContext): Promise<Response> {
  const { revimg, request, parameter, imageView } = context;
  readParameters(request, []);
  const id = parameter("id");
  const { sources, ...rest } = await readJson(request, imageChangesSchema);
  const changes: ImageChanges = {
    ...given(rest),
    ...(sources && { sources: sources.map(toWebPlace) }),
  };
  const record = await revimg.update(id, changes, { signal: request.signal });
  return record ? jsonResponse(toIndexedImage(record, await imageView())) : unknownImage(id);
}

function toWebPlace({ page_url: pageUrl, ...place }: { page_url?: string | undefined }): WebPlace {
  return given({ ...place, pageUrl });
}

async function answerDelete({ revimg, request, parameter }: RouteContext): Promise<Response> {
  readParameters(request, []);
  const id = parameter("id");
  const deleted = await revimg.delete([id], { signal: request.signal });
  return deleted > 0 ? new Response(null, { status: 204 }) : unknownImage(id);
}

async function answerDeleteMany({ revimg, request, folders }: RouteContext): Promise<Response> {
  readParameters(request, []);
  const { ids, filter } = await readJson(request, deleteImagesSchema);
  if ((ids === undefined) === (filter === undefined)) {
    throw new RevimgError(
      "invalid_input",
      'The body has either ids or filter: {"ids":["…"]} or {"filter":{"domain":"example.org"}}.',
    );
  }
  const what = ids ?? { filter: filterFromWire(filter ?? {}, folders) };
  return jsonResponse({ deleted: await revimg.delete(what, { signal: request.signal }) });
}
