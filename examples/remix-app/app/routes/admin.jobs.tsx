import { useLoaderData } from "@remix-run/react";
import { forAdmin } from "~/admin/admin-client.server";
import { JobView } from "~/admin/components/job-view";
import { PageHead } from "~/admin/components/page-head";
import { hasEnded } from "~/admin/job-words";

export const loader = forAdmin(async ({ client, request: { signal } }) => {
  return { jobs: await client.jobs({ signal }) };
});

export default function JobsPage() {
  const { jobs } = useLoaderData<typeof loader>();
  const [running, over] = [jobs.filter((job) => !hasEnded(job)), jobs.filter(hasEnded)];
  return (
    <>
      <PageHead
        title="Jobs"
        text={
          jobs.length === 0
            ? "Nothing was done yet. Adding several pictures, verifying and backups become jobs."
            : "The last 50. They go on when you leave the page."
        }
      />
      {running.length > 0 && <JobList title="Under way" jobs={running} />}
      {over.length > 0 && <JobList title="Done" jobs={over} />}
    </>
  );
}

function JobList({
  title,
  jobs,
}: {
  title: string;
  jobs: ReturnType<typeof useLoaderData<typeof loader>>["jobs"];
}) {
  return (
    <section className="panel">
      <h2 className="panel-title">{title}</h2>
      <ul className="lines mt-4">
        {jobs.map((job) => (
          <li key={job.id}>
            <JobView job={job} />
          </li>
        ))}
      </ul>
    </section>
  );
}
