import { data } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { forAdmin } from "~/admin/admin-client.server";
import { JobView } from "~/admin/components/job-view";
import { Notice } from "~/admin/components/notice";
import { PageHead } from "~/admin/components/page-head";
import { kindOf } from "~/admin/job-words";
import { done } from "~/admin/outcome";
import { outcomeOf } from "~/admin/outcome.server";

export const loader = forAdmin(async ({ client, params, request: { signal } }) => {
  const job = await client.getJob(params.id ?? "", { signal });
  if (job === null) throw data({ detail: "There is no job with this id." }, { status: 404 });
  return { job };
});

/** A job that is cancelled ends after the pictures under way. */
export const action = forAdmin(async ({ client, params }) =>
  outcomeOf(async () => {
    await client.cancelJob(params.id ?? "");
    return done("It stops after the pictures under way. What is added stays.");
  }),
);

export default function JobPage() {
  const { job } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  return (
    <>
      <p className="mb-3">
        <Link to="/admin/jobs" className="link text-sm text-muted">
          All jobs
        </Link>
      </p>
      <PageHead title={kindOf(job)} />
      <Notice outcome={outcome} />
      <JobView job={job} isAlone />
    </>
  );
}
