import { jsonResponse } from "../json-response.js";
import type { Route, RouteContext } from "../routes/route.js";
import { healthSchema, probeSchema } from "../schemas/health.js";
import type { HealthResponse } from "../wire/health.js";

const common = { method: "GET", group: "Server" } as const;

export const healthRoutes: readonly Route[] = [
  {
    ...common,
    ...{
      path: "/health",
      scope: "read",
      name: "health",
      summary: "The model, the stores and the count",
    },
    answers: [{ status: 200, description: "The index works.", schema: healthSchema }],
    problems: ["store_failed", "disposed"],
    answer: answerHealth,
  },
  {
    ...common,
    ...{ path: "/health/live", scope: null, name: "live", summary: "Whether the process answers" },
    answers: [{ status: 200, description: "It does.", schema: probeSchema }],
    problems: [],
    answer: () => jsonResponse({ status: "ok" }),
  },
  {
    ...common,
    ...{ path: "/health/ready", scope: null, name: "ready", summary: "Whether the stores answer" },
    answers: [{ status: 200, description: "They do.", schema: probeSchema }],
    problems: ["store_failed", "disposed"],
    answer: async ({ revimg, request }) => {
      await revimg.stats({ signal: request.signal });
      return jsonResponse({ status: "ok" });
    },
  },
];

async function answerHealth({ revimg, request }: RouteContext): Promise<Response> {
  const { model, count, stores } = await revimg.stats({ signal: request.signal });
  const { id, dimension } = model;
  const health: HealthResponse = { status: "ok", model: { id, dimension }, count, stores };
  return jsonResponse(health);
}
