import type { SearchQuery } from "@revimg/core";
import { compressedProblem } from "../compressed-problem.js";
import { jsonResponse } from "../json-response.js";
import { isJson } from "../read-json.js";
import type { Route, RouteContext } from "../routes/route.js";
import { documentedSearchSchema, searchFields } from "../schemas/search-request.js";
import { searchResponseSchema } from "../schemas/search-response.js";
import { FormFiles } from "../search/form-files.js";
import { readJsonSearch } from "../search/read-json-search.js";
import { readSearch, searchOptions } from "../search/read-search.js";
import { readUpload } from "../search/read-upload.js";
import type { SourceFolders } from "../source-folders.js";
import { readParameters } from "../url-parameters.js";
import { toSearchResponse } from "../wire/search-response.js";

export const searchRoute: Route = {
  ...{ method: "POST", path: "/search", name: "search", group: "Search", scope: "read" },
  summary: "The pictures most similar to a picture, a text or a vector",
  description:
    "A form sends a picture in the field `image`; the whole body may also be the picture. A search without a picture of its own may be JSON. Parameters of the address are the same as the fields of a form; JSON has all in its body.",
  parameters: searchFields,
  body: {
    "multipart/form-data": {
      fields: searchFields,
      files: { image: { description: "The picture. Parts of `query` may name other files." } },
    },
    "application/json": { schema: documentedSearchSchema },
    "image/*": {},
    "application/octet-stream": {},
  },
  answers: [{ status: 200, description: "The matches.", schema: searchResponseSchema }],
  problems: [
    ...(["invalid_input", "not_found", "image_decode_failed", "image_too_large"] as const),
    ...(["unsupported", "index_mismatch", "forbidden_url", "fetch_failed"] as const),
    ...(["overloaded", "store_failed"] as const),
  ],
  answer: answerSearch,
};

async function answerSearch(context: RouteContext): Promise<Response> {
  const { revimg, request, imageView, maxUploadBytes, folders } = context;
  const { takeTurn, refuseThorough, takeThoroughTurn } = context;
  const compressed = compressedProblem(request);
  if (compressed !== null) return compressed;
  const query = isJson(request)
    ? await readJsonSearch(request, folders)
    : await readPostedSearch(request, maxUploadBytes, folders);
  const isThorough = query.copies === "thorough";
  const refusal = isThorough ? refuseThorough() : null;
  if (refusal !== null) return refusal;
  const search = (deadlineMs: number, signal = request.signal) =>
    revimg.search(query, { signal, deadlineMs });
  // Not before the body is here: a slow one must not keep a place.
  const result = await (isThorough ? takeThoroughTurn(search) : takeTurn(search));
  return jsonResponse(toSearchResponse(result, await imageView()));
}

async function readPostedSearch(
  request: Request,
  maxBytes: number,
  folders: SourceFolders,
): Promise<SearchQuery> {
  const parameters = readParameters(request, searchOptions);
  const { files, fields } = await readUpload(request, maxBytes);
  return readSearch(parameters, fields, new FormFiles(files), folders);
}
