import type { JobWork } from "../jobs/job-runner.js";
import { jsonResponse } from "../json-response.js";
import type { RouteContext } from "../routes/route.js";

/** Hands work to the server's jobs, and answers with the job and its address. */
export async function startJob({ jobs, basePath }: RouteContext, work: JobWork): Promise<Response> {
  const job = await jobs.start(work);
  return jsonResponse(job, 202, { location: `${basePath}/jobs/${job.id}` });
}
