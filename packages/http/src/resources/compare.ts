import { RevimgError } from "@revimg/core";
import { compressedProblem } from "../compressed-problem.js";
import { jsonResponse } from "../json-response.js";
import type { Route, RouteContext } from "../routes/route.js";
import { comparisonSchema } from "../schemas/comparison.js";
import { mediaTypeOf, namesIn, readForm } from "../search/read-form.js";
import { unknownName } from "../unknown-name.js";
import { readParameters } from "../url-parameters.js";
import { toComparisonResponse } from "../wire/comparison.js";

const pictures = ["original", "copy"];

const accepted =
  "POST the two pictures as multipart/form-data (curl -F original=@first.jpg -F copy=@second.jpg)";

export const compareRoute: Route = {
  ...{ method: "POST", path: "/compare", name: "compare", group: "Search", scope: "read" },
  summary: "Whether two pictures are the same one, and what was done to it",
  description: "Neither needs to be indexed, and nothing is kept of them.",
  body: {
    "multipart/form-data": {
      files: {
        original: { description: "The one picture.", required: true },
        copy: { description: "The other, which may be a copy of it.", required: true },
      },
    },
  },
  answers: [{ status: 200, description: "What they are.", schema: comparisonSchema }],
  problems: [
    ...(["invalid_input", "image_decode_failed", "image_too_large"] as const),
    ...(["unsupported", "overloaded"] as const),
  ],
  answer: answerCompare,
};

async function answerCompare(context: RouteContext): Promise<Response> {
  const { revimg, request, maxUploadBytes, takeTurn } = context;
  const { signal } = request;
  readParameters(request, []);
  const compressed = compressedProblem(request);
  if (compressed !== null) return compressed;
  const [original, copy] = await readPair(request, maxUploadBytes);
  const comparison = await takeTurn((deadlineMs) =>
    revimg.compare(original, copy, { signal, deadlineMs }),
  );
  return jsonResponse(toComparisonResponse(comparison));
}

async function readPair(request: Request, maxBytes: number): Promise<[Uint8Array, Uint8Array]> {
  const mediaType = mediaTypeOf(request);
  if (mediaType !== "multipart/form-data") {
    const what = mediaType ? `The content type ${mediaType}` : "A body without a Content-Type";
    throw new RevimgError("unsupported", `${what} is not supported. ${accepted}.`);
  }
  const form = await readForm(request, { maxBytes, pictures, accepted });
  const names = [...form.files.keys(), ...form.fields.keys()];
  const other = names.find((name) => !pictures.includes(name));
  if (other !== undefined) throw unknownName("A comparison", other, pictures);
  const [original, copy] = pictures.map((name) => form.files.get(name));
  if (original && copy) return [original, copy];
  throw new RevimgError(
    "invalid_input",
    `The form needs the fields "original" and "copy": ${namesIn(form)}. ${accepted}.`,
  );
}
