import { Link, useRevalidator } from "@remix-run/react";
import { PictureField } from "~/ask/picture-field";
import { headingOf, mayRetry, nextStep, type Problem } from "~/lib/problem";
import type { Found, QueryPicture } from "~/search/answer";
import { QueryHead } from "~/search/query-head";

interface ProblemViewProps {
  problem: Problem;
  /** The search of an address; without it, `pictures` are what was asked with. */
  found?: Pick<Found, "search" | "pictures" | "unlike">;
  pictures?: QueryPicture[];
  onRetry?: () => void;
  onCancel?: () => void;
}

/** A search that did not work: what happened, and what to do next. */
export function ProblemView({ problem, found, pictures, onRetry, onCancel }: ProblemViewProps) {
  const { revalidate, state } = useRevalidator();
  const step = nextStep(problem);
  return (
    <QueryHead pictures={found?.pictures ?? pictures ?? []} search={found?.search}>
      <div role="alert">
        <h1 className="headline-small">{headingOf(problem)}</h1>
        {problem.detail && <p className="mt-3 max-w-2xl text-muted">{problem.detail}</p>}
        {step && <p className="mt-2 max-w-2xl">{step}</p>}
      </div>
      <div className="mt-5 flex flex-wrap gap-3">
        {mayRetry(problem) && (
          <button
            type="button"
            className="button-primary needs-script"
            disabled={state !== "idle"}
            onClick={onRetry ?? revalidate}
          >
            Try again
          </button>
        )}
        <PictureField label="Choose another picture" quiet />
        <Link to="/" className="button-quiet" onClick={onCancel}>
          Back to the start
        </Link>
      </div>
    </QueryHead>
  );
}
