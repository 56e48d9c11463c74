import { z } from "zod";
import { jsonResponse } from "../json-response.js";
import type { Route } from "../routes/route.js";

const schema = z
  .strictObject({ service: z.literal("revimg"), links: z.record(z.string(), z.string()) })
  .meta({ id: "Root" });

export const rootRoute: Route = {
  ...{ method: "GET", path: "/", name: "root", group: "Server", scope: null },
  summary: "The addresses to begin with",
  answers: [{ status: 200, description: "Paths by their names.", schema }],
  problems: [],
  answer: ({ basePath }) =>
    jsonResponse({
      service: "revimg",
      links: {
        search: `${basePath}/search`,
        images: `${basePath}/images`,
        health: `${basePath}/health`,
        openapi: `${basePath}/openapi.json`,
        docs: `${basePath}/docs`,
      },
    }),
};
