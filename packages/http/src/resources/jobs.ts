import { z } from "zod";
import { eventStream } from "../jobs/event-stream.js";
import { jsonResponse } from "../json-response.js";
import { createProblem, problemResponse } from "../problem.js";
import type { Route, RouteContext } from "../routes/route.js";
import type { PathParameter } from "../schemas/field.js";
import { jobListSchema, jobSchema } from "../schemas/jobs.js";
import { readParameters } from "../url-parameters.js";
import { hasJobEnded, type JobListResponse } from "../wire/jobs.js";

const common = { group: "Jobs", scope: "write" } as const;
const jobId: PathParameter = {
  schema: z.string().min(1).max(100),
  description: "Id of a job, as answers give it.",
};

const listJobs: Route = {
  ...common,
  ...{ method: "GET", path: "/jobs", name: "listJobs", summary: "The last jobs" },
  description: "They are recorded with the index and outlive the server.",
  answers: [{ status: 200, description: "The newest first.", schema: jobListSchema }],
  problems: ["invalid_input", "store_failed"],
  answer: answerList,
};

const getJob: Route = {
  ...common,
  ...{ method: "GET", path: "/jobs/{id}", name: "getJob", summary: "One job" },
  description:
    "With `Accept: text/event-stream` its changes come as server-sent events: `progress` with the job as JSON, and at last `end`.",
  pathParameters: { id: jobId },
  answers: [{ status: 200, description: "The job as it is now.", schema: jobSchema }],
  problems: ["invalid_input", "not_found", "store_failed"],
  answer: answerJob,
};

const cancelJob: Route = {
  ...common,
  ...{ method: "DELETE", path: "/jobs/{id}", name: "cancelJob", summary: "Cancels a job" },
  description:
    "Pictures that are indexed stay. A job that has ended stays as it is. A job of another server of the same index ends within a few seconds.",
  pathParameters: { id: jobId },
  answers: [{ status: 202, description: "It will end soon, or has ended.", schema: jobSchema }],
  problems: ["invalid_input", "not_found", "store_failed"],
  answer: answerCancel,
};

export const jobsRoutes = [listJobs, getJob, cancelJob];

async function answerList({ request, jobs }: RouteContext): Promise<Response> {
  readParameters(request, []);
  const list: JobListResponse = { jobs: await jobs.list(request.signal) };
  return jsonResponse(list);
}

async function answerJob({ request, parameter, jobs }: RouteContext): Promise<Response> {
  readParameters(request, []);
  const job = await jobs.get(parameter("id"), request.signal);
  if (job === null) return unknownJob();
  return wantsEvents(request) ? eventStream(jobs, job, request) : jsonResponse(job);
}

async function answerCancel({ request, parameter, jobs }: RouteContext): Promise<Response> {
  readParameters(request, []);
  const id = parameter("id");
  const job = await jobs.get(id, request.signal);
  if (job === null) return unknownJob();
  if (!hasJobEnded(job)) await jobs.cancel(id);
  return jsonResponse(job, 202);
}

function wantsEvents(request: Request): boolean {
  return /(^|,)\s*text\/event-stream\s*(;|,|$)/i.test(request.headers.get("accept") ?? "");
}

function unknownJob(): Response {
  return problemResponse(createProblem("not_found", "There is no job with this id, or no longer."));
}
