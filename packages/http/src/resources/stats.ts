import { jsonResponse } from "../json-response.js";
import type { Route } from "../routes/route.js";
import { statsSchema } from "../schemas/stats.js";
import { readParameters } from "../url-parameters.js";
import { toStatsResponse } from "../wire/stats.js";

export const statsRoute: Route = {
  ...{ method: "GET", path: "/stats", name: "stats", group: "Server", scope: "read" },
  summary: "How much is indexed, with what, and how often the caches helped",
  answers: [{ status: 200, description: "The figures.", schema: statsSchema }],
  problems: ["invalid_input", "store_failed"],
  answer: async ({ revimg, request }) => {
    readParameters(request, []);
    return jsonResponse(toStatsResponse(await revimg.stats({ signal: request.signal })));
  },
};
