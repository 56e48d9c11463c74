import { retryWork } from "../jobs/retry-work.js";
import { jsonResponse } from "../json-response.js";
import { readJson } from "../read-json.js";
import type { Route, RouteContext } from "../routes/route.js";
import { textField, wholeNumberField } from "../schemas/field.js";
import { jobSchema } from "../schemas/jobs.js";
import { failureListSchema, retrySchema } from "../schemas/owner.js";
import { given } from "../search/query-part.js";
import { readParameters, readParameterValues } from "../url-parameters.js";
import { type FailureListResponse, toFailureRecord } from "../wire/owner.js";
import { startJob } from "./start-job.js";

const common = { group: "Failures", scope: "admin" } as const;

const parameters = {
  limit: wholeNumberField(1, 500, "Failures a page; 50 if not given."),
  cursor: textField(
    4096,
    "the next_cursor of the page before",
    "`next_cursor` of the page before.",
  ),
};

export const failuresRoutes: readonly Route[] = [
  {
    ...common,
    ...{ method: "GET", path: "/failures", name: "listFailures" },
    summary: "What could not be indexed, and why",
    description: "The newest first. `DELETE /images` with their ids forgets them.",
    parameters,
    answers: [{ status: 200, description: "A page.", schema: failureListSchema }],
    problems: ["invalid_input", "store_failed"],
    answer: answerList,
  },
  {
    ...common,
    ...{ method: "POST", path: "/failures/retry", name: "retryFailures" },
    summary: "Reads again what failed, in a job",
    body: { "application/json": { schema: retrySchema } },
    answers: [{ status: 202, description: "The job.", schema: jobSchema }],
    problems: ["invalid_input", "unsupported", "image_too_large", "overloaded", "store_failed"],
    answer: answerRetry,
  },
];

async function answerList({ revimg, request }: RouteContext): Promise<Response> {
  const values = readParameterValues(request, parameters);
  const page = await revimg.list({ ...given(values), status: "failed", signal: request.signal });
  const list: FailureListResponse = {
    failures: page.images.map(toFailureRecord),
    next_cursor: page.nextCursor,
  };
  return jsonResponse(list);
}

async function answerRetry(context: RouteContext): Promise<Response> {
  readParameters(context.request, []);
  const { ids } = await readJson(context.request, retrySchema);
  return startJob(context, retryWork(context.revimg, ids ? { ids: new Set(ids) } : {}));
}
