import { RevimgError } from "@revimg/core";
import { backupWork } from "../jobs/backup-work.js";
import { reindexWork } from "../jobs/reindex-work.js";
import { verifyWork } from "../jobs/verify-work.js";
import { jsonResponse } from "../json-response.js";
import { readJson } from "../read-json.js";
import type { Route, RouteContext } from "../routes/route.js";
import { jobSchema } from "../schemas/jobs.js";
import { configurationSchema, reindexSchema, verifySchema } from "../schemas/owner.js";
import { given } from "../search/query-part.js";
import { readParameters } from "../url-parameters.js";
import type { ConfigurationResponse } from "../wire/owner.js";
import { startJob } from "./start-job.js";

const common = { group: "Maintenance", scope: "admin" } as const;
const started = [{ status: 202, description: "The job.", schema: jobSchema }] as const;
const problems = ["invalid_input", "unsupported", "overloaded", "store_failed"] as const;

export const maintenanceRoutes: readonly Route[] = [
  {
    ...common,
    ...{ method: "POST", path: "/verify", name: "verify" },
    summary: "Compares the stores with each other, in a job",
    description:
      "What does not fit is in `findings`. Pictures may be added meanwhile, also by other processes.",
    body: { "application/json": { schema: verifySchema } },
    ...{ answers: started, problems: [...problems, "image_too_large"] },
    answer: answerVerify,
  },
  {
    ...common,
    ...{ method: "POST", path: "/reindex", name: "reindex" },
    summary: "Moves the index to another model, in a job",
    description: "Searches go on meanwhile. A job that was stopped goes on when it is sent again.",
    body: { "application/json": { schema: reindexSchema } },
    ...{ answers: started, problems: [...problems, "image_too_large", "model_unavailable"] },
    answer: answerReindex,
  },
];

/** What only the server itself has: a collection has no backups of its own, and no settings. */
export const hostRoutes: readonly Route[] = [
  {
    ...common,
    ...{ method: "POST", path: "/backups", name: "backUp" },
    summary: "Copies the index to where the server keeps its backups, in a job",
    ...{ answers: started, problems },
    answer: answerBackUp,
  },
  {
    ...common,
    ...{ method: "GET", path: "/configuration", name: "configuration" },
    summary: "The server's settings, and where they come from",
    answers: [{ status: 200, description: "No passwords.", schema: configurationSchema }],
    problems: ["invalid_input", "invalid_config"],
    answer: answerConfiguration,
  },
];

async function answerVerify(context: RouteContext): Promise<Response> {
  readParameters(context.request, []);
  const options = await readJson(context.request, verifySchema);
  return startJob(context, await verifyWork(context.revimg, options));
}

async function answerReindex(context: RouteContext): Promise<Response> {
  readParameters(context.request, []);
  const options = given(await readJson(context.request, reindexSchema));
  return startJob(context, await reindexWork(context.revimg, options));
}

async function answerBackUp(context: RouteContext): Promise<Response> {
  const { request, host } = context;
  readParameters(request, []);
  if (!host.backUp) {
    throw new RevimgError(
      "unsupported",
      "This server has no place for backups. Configure one, or use revimg backup <folder>.",
    );
  }
  return startJob(context, backupWork(host.backUp));
}

async function answerConfiguration({ request, host }: RouteContext): Promise<Response> {
  readParameters(request, []);
  const settings = [...((await host.configuration?.()) ?? [])];
  return jsonResponse({ settings } satisfies ConfigurationResponse);
}
