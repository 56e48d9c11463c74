import { isRouteErrorResponse, Link, useLocation } from "@remix-run/react";
import { headingOf, mayRetry, nextStep, type Problem, unreachable } from "~/lib/problem";

/** The page for an address that is not there, and for everything unexpected. */
export function ErrorPage({ error }: { error: unknown }) {
  const { status, heading, text, isPassing } = wordsOf(error);
  const { pathname, search } = useLocation();
  return (
    <section className="query-panel pt-4 sm:pt-8">
      <div className="viewfinder query-frame">
        <p className="tabular text-muted">{status}</p>
      </div>
      <div role={isPassing ? "alert" : undefined}>
        <h1 className="headline">{heading}</h1>
        <p className="mt-4 max-w-xl text-lg text-muted">{text}</p>
        <div className="mt-7 flex flex-wrap gap-3">
          {isPassing && (
            <Link to={pathname + search} reloadDocument className="button-primary">
              Try again
            </Link>
          )}
          <Link to="/" className={isPassing ? "button-quiet" : "button-primary"}>
            Search with a picture
          </Link>
        </div>
      </div>
    </section>
  );
}

interface Words {
  /** Stands in the empty frame. */
  status: string;
  heading: string;
  text: string;
  /** Whether the same address can work later. */
  isPassing: boolean;
}

function wordsOf(error: unknown): Words {
  if (isUnanswered(error)) return wordsOfProblem("offline", unreachable);
  if (!isRouteErrorResponse(error)) return broken;
  if (error.status === 404) return missing;
  const problem = error.data as Partial<Problem> | null;
  if (typeof problem?.code !== "string") return { ...broken, status: String(error.status) };
  return wordsOfProblem(String(error.status), { code: problem.code, detail: problem.detail ?? "" });
}

/** `fetch` rejects so where no answer comes: in Chromium, Firefox and Safari. */
function isUnanswered(error: unknown): boolean {
  return error instanceof TypeError && /fetch|network|load failed/i.test(error.message);
}

function wordsOfProblem(status: string, problem: Problem): Words {
  const text = [problem.detail, nextStep(problem)].filter(Boolean).join(" ");
  return { status, heading: headingOf(problem), text, isPassing: mayRetry(problem) };
}

const missing: Words = {
  status: "404",
  heading: "An empty frame",
  text: "Nothing hangs at this address. The picture may have been taken down, or the address is mistyped.",
  isPassing: false,
};

const broken: Words = {
  status: "500",
  heading: "This page broke",
  text: "Something unexpected happened while it was made. The server's output says what; trying again is safe.",
  isPassing: true,
};
