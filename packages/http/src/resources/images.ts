import { jsonResponse } from "../json-response.js";
import type { Route, RouteContext } from "../routes/route.js";
import { type Field, textField, wholeNumberField, word } from "../schemas/field.js";
import { filterField } from "../schemas/filter.js";
import { imageListSchema, indexedImageSchema } from "../schemas/image.js";
import { imageId } from "../schemas/image-id.js";
import { given } from "../search/query-part.js";
import { filterFromWire } from "../search/search-filter.js";
import { readParameters, readParameterValues } from "../url-parameters.js";
import { type ImageListResponse, toIndexedImage } from "../wire/indexed-image.js";
import { unknownImage } from "./unknown-image.js";

const parameters = {
  sort: word(["date", "name", "size"], "What the list is sorted by; `date` if not given."),
  order: word(["ascending", "descending"], "Dates and sizes go down if it is not given, names up."),
  limit: wholeNumberField(1, 500, "Pictures a page; 50 if not given."),
  cursor: textField(
    4096,
    "the next_cursor of the page before",
    "`next_cursor` of the page before, with the same sort and order.",
  ),
  filter: filterField,
} as const satisfies Record<string, Field>;

const listImages: Route = {
  ...{ method: "GET", path: "/images", name: "listImages", group: "Images", scope: "read" },
  summary: "The pictures of the index, a page at a time",
  parameters,
  answers: [{ status: 200, description: "A page.", schema: imageListSchema }],
  problems: ["invalid_input"],
  answer: answerImageList,
};

const getImage: Route = {
  ...{ method: "GET", path: "/images/{id}", name: "getImage", group: "Images", scope: "read" },
  summary: "What is known of one picture",
  pathParameters: { id: imageId },
  answers: [{ status: 200, description: "The picture.", schema: indexedImageSchema }],
  problems: ["invalid_input", "not_found"],
  answer: answerImageRecord,
};

export const imagesRoutes = [listImages, getImage];

async function answerImageList(context: RouteContext): Promise<Response> {
  const { revimg, request, folders, imageView } = context;
  const { signal } = request;
  const { filter, ...rest } = readParameterValues(request, parameters);
  const page = await revimg.list({
    ...given(rest),
    ...(filter && { filter: filterFromWire(filter, folders) }),
    signal,
  });
  const view = await imageView();
  const list: ImageListResponse = {
    images: page.images.map((image) => toIndexedImage(image, view)),
    next_cursor: page.nextCursor,
  };
  return jsonResponse(list);
}

async function answerImageRecord(context: RouteContext): Promise<Response> {
  const { revimg, request, parameter, imageView } = context;
  readParameters(request, []);
  const id = parameter("id");
  const record = await revimg.get(id, { signal: request.signal });
  return record ? jsonResponse(toIndexedImage(record, await imageView())) : unknownImage(id);
}
