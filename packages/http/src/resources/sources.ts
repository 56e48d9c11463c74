import { didYouMean } from "@revimg/core";
import { z } from "zod";
import { indexWork } from "../jobs/index-work.js";
import { queueWork } from "../jobs/queue-work.js";
import { jsonResponse } from "../json-response.js";
import { createProblem, problemResponse } from "../problem.js";
import type { Route, RouteContext } from "../routes/route.js";
import { jobSchema } from "../schemas/jobs.js";
import { sourceListSchema } from "../schemas/owner.js";
import { readParameters } from "../url-parameters.js";
import type { SourceListResponse } from "../wire/owner.js";
import { startJob } from "./start-job.js";

const common = { group: "Maintenance", scope: "admin" } as const;

export const sourcesRoutes: readonly Route[] = [
  {
    ...common,
    ...{ method: "GET", path: "/sources", name: "listSources" },
    summary: "Folders and buckets that the server can index",
    answers: [{ status: 200, description: "All of them.", schema: sourceListSchema }],
    problems: ["invalid_input"],
    answer: answerList,
  },
  {
    ...common,
    ...{ method: "POST", path: "/sources/{name}", name: "indexSource" },
    summary: "Indexes one of them, in a job",
    description:
      "Pictures that are known already cost little. With a queue, the job ends when all are on it.",
    pathParameters: {
      name: { schema: z.string().min(1).max(100), description: "As `GET /sources` names it." },
    },
    answers: [{ status: 202, description: "The job.", schema: jobSchema }],
    problems: ["invalid_input", "not_found", "overloaded", "store_failed"],
    answer: answerIndex,
  },
];

function answerList({ request, host }: RouteContext): Response {
  readParameters(request, []);
  const list: SourceListResponse = {
    sources: (host.sources ?? []).map(({ name, description }) => ({ name, description })),
    can_back_up: host.backUp !== undefined,
  };
  return jsonResponse(list);
}

async function answerIndex(context: RouteContext): Promise<Response> {
  const { request, parameter, host, revimg } = context;
  readParameters(request, []);
  const name = parameter("name");
  const sources = host.sources ?? [];
  const source = sources.find((each) => each.name === name);
  if (!source) {
    const known = sources.map((each) => each.name);
    const hint = known.length > 0 ? didYouMean(name, known) : "The server has none.";
    return problemResponse(createProblem("not_found", `There is no such source. ${hint}`));
  }
  const options = { kind: "source", total: 0, items: () => source.open() } as const;
  const { queue } = host;
  return startJob(context, queue ? queueWork(queue, options) : indexWork(revimg, options));
}
