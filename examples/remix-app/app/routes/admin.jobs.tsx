import { useActionData, useLoaderData } from "@remix-run/react";
import { forAdmin } from "~/admin/admin-client.server";
import { JobView } from "~/admin/components/job-view";
import { Notice } from "~/admin/components/notice";
import { PageHead } from "~/admin/components/page-head";
import { QueuePanel } from "~/admin/components/queue-panel";
import { hasEnded } from "~/admin/job-words";
import { done } from "~/admin/outcome";
import { outcomeOf } from "~/admin/outcome.server";
import { countOf } from "~/lib/format";

/** Shards that are shown of those that were given up. */
const mostGivenUp = 20;

export const loader = forAdmin(async ({ client, request: { signal } }) => {
  const [jobs, queue] = await Promise.all([client.jobs({ signal }), client.queue({ signal })]);
  const hasGivenUp = queue !== null && queue.dead_letters.shards > 0;
  const givenUp = hasGivenUp ? await client.deadLetters({ limit: mostGivenUp }, { signal }) : [];
  return { jobs, queue, givenUp };
});

/** Its only form puts back what was given up. */
export const action = forAdmin(({ client }) =>
  outcomeOf(async () => {
    const shards = await client.retryDeadLetters();
    return done(`${countOf(shards, "shard is", "shards are")} on the queue again.`);
  }),
);

export default function JobsPage() {
  const { jobs, queue, givenUp } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
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
      <Notice outcome={outcome} />
      {queue && <QueuePanel queue={queue} givenUp={givenUp} />}
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
