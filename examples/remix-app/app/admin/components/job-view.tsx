import { Form, Link } from "@remix-run/react";
import type { Job } from "@revimg/http/client";
import { momentOf } from "../format";
import { useJob } from "../hooks/use-job";
import { hasEnded, kindOf, progressOf, statusOf } from "../job-words";

/** One job as it goes on, with what could not be done and why. */
export function JobView({ job: loaded, isAlone = false }: { job: Job; isAlone?: boolean }) {
  const job = useJob(loaded);
  const { id, progress, failures, findings, error } = job;
  const isOver = hasEnded(job);
  return (
    <article data-testid="job" data-status={job.status}>
      <div className="line-row">
        {isAlone ? (
          <p className="font-medium">{statusOf(job)}</p>
        ) : (
          <Link to={`/admin/jobs/${id}`} className="link font-medium">
            {kindOf(job)}
          </Link>
        )}
        <p className="text-sm text-muted">
          {!isAlone && `${statusOf(job)}, `}
          {momentOf(job.created_at)}
        </p>
      </div>
      <p role={isAlone ? "status" : undefined} className="tabular mt-1 text-sm">
        {progressOf(job)}
      </p>
      {!isOver && (
        <>
          <progress
            className="progress mt-3 block"
            aria-label={kindOf(job)}
            {...(progress.total > 0 && { max: progress.total, value: progress.done })}
          />
          <div className="mt-3 flex flex-wrap items-center gap-3">
            <Form method="post" action={`/admin/jobs/${id}`}>
              <button type="submit" className="button-quiet">
                Cancel
              </button>
            </Form>
            <Link to={`/admin/jobs/${id}`} reloadDocument className="link without-script">
              Look again
            </Link>
          </div>
        </>
      )}
      {error && <p className="notice mt-3">{error.detail}</p>}
      {isAlone && <Reasons title="What failed" most={20} reasons={failures.map(reasonOf)} />}
      {isAlone && (
        <Reasons title="What does not fit" most={100} reasons={findings.map(findingOf)} />
      )}
    </article>
  );
}

interface Reason {
  name: string;
  text: string;
}

function reasonOf({ name, detail }: Job["failures"][number]): Reason {
  return { name, text: detail };
}

function findingOf({ kind, subject, name, outcome }: Job["findings"][number]): Reason {
  return { name: name ?? subject, text: `${kind.replaceAll("_", " ")}: ${outcome}` };
}

function Reasons({ title, reasons, most }: { title: string; reasons: Reason[]; most: number }) {
  if (reasons.length === 0) return null;
  return (
    <section className="mt-8">
      <h2 className="panel-title">{title}</h2>
      <ul className="lines mt-3">
        {reasons.map(({ name, text }) => (
          <li key={`${name} ${text}`}>
            <p className="font-medium break-words">{name}</p>
            <p className="text-sm text-muted">{text}</p>
          </li>
        ))}
      </ul>
      {reasons.length === most && (
        <p className="mt-3 text-sm text-muted">These are the first {most}; there may be more.</p>
      )}
    </section>
  );
}
