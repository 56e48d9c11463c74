import { Link } from "@remix-run/react";
import { headingOf, mayRetry, nextStep, type Problem } from "~/lib/problem";
import type { QueryPicture } from "~/lib/query-picture";
import { PictureField } from "./picture-field";
import { QueryPanel } from "./query-panel";

interface ProblemViewProps {
  problem: Problem;
  picture: QueryPicture;
  onRetry?: () => void;
  onPicture: (file: File) => void;
}

/** A search that did not work: what happened, and what to do next. */
export function ProblemView({ problem, picture, onRetry, onPicture }: ProblemViewProps) {
  const step = nextStep(problem);
  return (
    <QueryPanel picture={picture}>
      <div role="alert">
        <h1 className="headline-small">{headingOf(problem)}</h1>
        <p className="mt-4 max-w-xl text-lg text-muted">{problem.detail}</p>
        {step && <p className="mt-2 max-w-xl text-lg">{step}</p>}
      </div>
      <div className="mt-6 flex flex-wrap gap-3">
        {onRetry && mayRetry(problem) && (
          <button type="button" className="button-primary" onClick={onRetry}>
            Try again
          </button>
        )}
        <PictureField label="Choose another picture" onPicture={onPicture} quiet />
        <Link to="/" className="button-quiet">
          Back to the start
        </Link>
      </div>
    </QueryPanel>
  );
}
