import type { Route } from "../routes/route.js";

export const metricsRoute: Route = {
  ...{ method: "GET", path: "/metrics", name: "metrics", group: "Server", scope: "metrics" },
  summary: "Figures for Prometheus",
  answers: [{ status: 200, description: "The text format.", mediaType: "text/plain" }],
  problems: [],
  answer: ({ metrics }) => metrics.answer(),
};
