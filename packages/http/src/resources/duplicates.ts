import type { DuplicateGroup } from "@revimg/core";
import { jsonResponse } from "../json-response.js";
import { readJson } from "../read-json.js";
import type { Route, RouteContext } from "../routes/route.js";
import {
  duplicatesRequestSchema,
  duplicatesResponseSchema,
  markCopiesSchema,
} from "../schemas/duplicates.js";
import { given } from "../search/query-part.js";
import { readParameters } from "../url-parameters.js";
import { toDuplicatesResponse } from "../wire/duplicates.js";

/** Most milliseconds of one page: others wait for their turn meanwhile. */
const mostPageMs = 5_000;

const listDuplicates: Route = {
  ...{ method: "POST", path: "/duplicates", name: "listDuplicates" },
  ...{ group: "Duplicates", scope: "read" },
  summary: "Groups of pictures that are copies of one another, a page at a time",
  description:
    "A page ends after some groups or after some seconds, so it may be without groups: go on until `next_cursor` is null. The newest pictures are looked at first.",
  body: { "application/json": { schema: duplicatesRequestSchema } },
  answers: [{ status: 200, description: "A page.", schema: duplicatesResponseSchema }],
  problems: ["invalid_input", "unsupported", "image_too_large", "overloaded", "store_failed"],
  answer: answerDuplicates,
};

const markCopies: Route = {
  ...{ method: "POST", path: "/duplicates/marks", name: "markCopies" },
  ...{ group: "Duplicates", scope: "write" },
  summary: "Remembers whether pictures are the same one or different ones",
  description:
    "Pictures called `different` are never shown as duplicates, and a search with one calls the others `similar`. A group in which every two are called `same` is not shown again.",
  body: { "application/json": { schema: markCopiesSchema } },
  answers: [{ status: 204, description: "It is remembered." }],
  problems: ["invalid_input", "not_found", "unsupported", "image_too_large"],
  answer: answerMarkCopies,
};

export const duplicatesRoutes = [listDuplicates, markCopies];

async function answerDuplicates(context: RouteContext): Promise<Response> {
  const { revimg, request, imageView, takeTurn } = context;
  const { signal } = request;
  readParameters(request, []);
  const { limit = 20, ...wishes } = await readJson(request, duplicatesRequestSchema);
  const { across_folders, other_sizes, same_colour, ...others } = wishes;
  const options = given({
    ...others,
    ...{ acrossFolders: across_folders, otherSizes: other_sizes, sameColour: same_colour, limit },
  });
  const view = await imageView();
  const page = await takeTurn(async (deadlineMs) => {
    const groups: DuplicateGroup[] = [];
    const maxMs = Math.max(1, Math.min(mostPageMs, deadlineMs / 2));
    for await (const event of revimg.duplicates({ ...options, maxMs, signal })) {
      if (event.type === "group") groups.push(event.group);
      if (event.type !== "finished") continue;
      return toDuplicatesResponse(groups, event.progress, event.nextCursor, view);
    }
    throw new Error("duplicates() ended without its last event");
  });
  return jsonResponse(page);
}

async function answerMarkCopies({ revimg, request }: RouteContext): Promise<Response> {
  readParameters(request, []);
  const { ids, mark } = await readJson(request, markCopiesSchema);
  await revimg.markCopies(ids, mark, { signal: request.signal });
  return new Response(null, { status: 204 });
}
