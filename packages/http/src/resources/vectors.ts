import { jsonResponse } from "../json-response.js";
import { readJson } from "../read-json.js";
import type { Route, RouteContext } from "../routes/route.js";
import { droppedVectorsSchema, dropVectorsSchema, keptVectorsSchema } from "../schemas/owner.js";
import { readParameters } from "../url-parameters.js";
import { type DroppedVectorsResponse, toKeptVectorsResponse } from "../wire/owner.js";

const common = { path: "/vectors", group: "Maintenance", scope: "admin" } as const;

/** What a move to another model leaves behind. */
export const vectorsRoutes: readonly Route[] = [
  {
    ...common,
    ...{ method: "GET", name: "keptVectors" },
    summary: "Models whose vectors are kept, although no search uses them",
    answers: [{ status: 200, description: "The models.", schema: keptVectorsSchema }],
    problems: ["invalid_input", "store_failed"],
    answer: answerKept,
  },
  {
    ...common,
    ...{ method: "DELETE", name: "dropVectors" },
    summary: "Removes vectors that no search uses",
    description:
      "Refused while this server moves the index. Other processes must not be at work on a move, and those that opened the index before one must have opened it again.",
    body: { "application/json": { schema: dropVectorsSchema } },
    answers: [{ status: 200, description: "They are gone.", schema: droppedVectorsSchema }],
    problems: ["invalid_input", "unsupported", "image_too_large", "store_failed"],
    answer: answerDrop,
  },
];

async function answerKept({ revimg, request }: RouteContext): Promise<Response> {
  readParameters(request, []);
  return jsonResponse(toKeptVectorsResponse(await revimg.keptVectors({ signal: request.signal })));
}

async function answerDrop({ revimg, request }: RouteContext): Promise<Response> {
  readParameters(request, []);
  const { which } = await readJson(request, dropVectorsSchema);
  const dropped = await revimg.dropVectors(which, { signal: request.signal });
  return jsonResponse({ dropped } satisfies DroppedVectorsResponse);
}
