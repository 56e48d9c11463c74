import { Link, useLoaderData, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { forAdmin } from "~/admin/admin-client.server";
import { Figures } from "~/admin/components/figures";
import { JobView } from "~/admin/components/job-view";
import { PageHead } from "~/admin/components/page-head";
import { TimePlot } from "~/admin/components/time-plot";
import { bytesOf, durationOf, numberOf } from "~/admin/format";
import { hasEnded } from "~/admin/job-words";

const refreshMs = 15_000;

export const loader = forAdmin(async ({ client, context, session, request }) => {
  const { signal } = request;
  const [stats, jobs, keys] = await Promise.all([
    client.stats({ signal }),
    client.jobs({ signal }),
    client.listKeys({ signal }),
  ]);
  const running = jobs.filter((job) => !hasEnded(job));
  const hasKey = keys.some(({ scopes }) => scopes.includes("admin"));
  return { stats, running, hasKey, label: session.label, traffic: context.admin.traffic() };
});

export default function OverviewPage() {
  const { stats, running, hasKey, label, traffic } = useLoaderData<typeof loader>();
  useRefresh();
  const { count, failed, pending, model, bytes, stores, cache } = stats;
  return (
    <>
      <PageHead
        title="Overview"
        text={label === null ? "You are logged in by a link." : `You are logged in as ${label}.`}
      />
      {!hasKey && (
        <p className="notice mb-6">
          There is no key for an admin yet, and the link that you used works only once.{" "}
          <Link to="/admin/keys" className="link">
            Make a key
          </Link>{" "}
          before you leave.
        </p>
      )}
      <Figures
        figures={[
          { name: "Pictures", value: numberOf(count), to: "/admin/pictures" },
          { name: "Could not be read", value: numberOf(failed), to: "/admin/failures" },
          { name: "Unfinished", value: numberOf(pending) },
          { name: "Database", value: bytes.metadata === null ? "–" : bytesOf(bytes.metadata) },
        ]}
      />
      {count === 0 && (
        <p className="mt-6 text-lg">
          The library is empty.{" "}
          <Link to="/admin/add" className="link">
            Add pictures
          </Link>
        </p>
      )}
      <section className="panel mt-10">
        <h2 className="panel-title">The last hour</h2>
        <div className="mt-5 grid gap-8 md:grid-cols-2">
          <TimePlot
            title="Searches a minute"
            lines={[{ label: "Now", values: traffic.map((each) => each.searchesPerMinute) }]}
            format={(value) => (value < 10 ? value.toFixed(1) : value.toFixed(0))}
          />
          <TimePlot
            title="How long a search takes"
            lines={[
              { label: "Half", values: traffic.map(({ medianMs }) => medianMs) },
              { label: "95 of 100", values: traffic.map(({ slowMs }) => slowMs) },
            ]}
            format={durationOf}
          />
        </div>
        <p className="mt-5 text-sm text-muted">
          {failuresIn(traffic.reduce((sum, each) => sum + each.failed, 0))}
        </p>
      </section>
      {running.length > 0 && (
        <section className="panel">
          <h2 className="panel-title">Under way</h2>
          <ul className="lines mt-4">
            {running.map((job) => (
              <li key={job.id}>
                <JobView job={job} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="panel">
        <h2 className="panel-title">What it runs on</h2>
        <dl className="facts mt-4">
          <dt>Model</dt>
          <dd className="break-words">
            {model.id}, {model.dimension} dimensions, {model.runtime}
          </dd>
          <dt>Vectors</dt>
          <dd>{stores.vectors}</dd>
          <dt>Rows</dt>
          <dd>{stores.metadata}</dd>
          <dt>Pictures</dt>
          <dd>{stores.blobs}</dd>
          <dt>Answers from the cache</dt>
          <dd>
            {shareOf(cache.results)}, {bytesOf(cache.bytes)} kept
          </dd>
        </dl>
      </section>
    </>
  );
}

function failuresIn(count: number): string {
  if (count === 0) return "The server failed no request.";
  return `The server failed ${numberOf(count)} requests; its output says why.`;
}

function shareOf({ hits, shared, misses }: { hits: number; shared: number; misses: number }) {
  const all = hits + shared + misses;
  return all === 0 ? "No searches yet" : `${Math.round((100 * (hits + shared)) / all)}%`;
}

/** The figures stay current while the page is looked at. */
function useRefresh(): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") revalidate();
    }, refreshMs);
    return () => clearInterval(timer);
  }, [revalidate]);
}
