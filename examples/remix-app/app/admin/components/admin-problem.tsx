import { isRouteErrorResponse, Link, useLocation } from "@remix-run/react";

/** A page of the admin that can't be shown: what happened, and the next step. */
export function AdminProblem({ error }: { error: unknown }) {
  const { title, detail, step } = wordsOf(error);
  const { pathname, search } = useLocation();
  const isMissing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <section>
      <h1 className="headline-small">{title}</h1>
      <p className="mt-4 max-w-xl text-lg text-muted">{detail}</p>
      <p className="mt-2 max-w-xl text-lg">{step}</p>
      <div className="mt-6 flex flex-wrap gap-3">
        {!isMissing && (
          <Link to={pathname + search} reloadDocument className="button-primary">
            Try again
          </Link>
        )}
        <Link to="/admin" className={isMissing ? "button-primary" : "button-quiet"}>
          To the overview
        </Link>
      </div>
    </section>
  );
}

function wordsOf(error: unknown): { title: string; detail: string; step: string } {
  if (!isRouteErrorResponse(error)) {
    return {
      title: "This page broke",
      detail: "Something unexpected happened while it was made.",
      step: "Trying again is safe. The server's output says what happened.",
    };
  }
  const told = (error.data as { detail?: unknown } | null)?.detail;
  const detail = typeof told === "string" ? told : String(error.data ?? "");
  if (error.status === 403) {
    return { title: "Nothing was done", detail, step: "Open the page again and repeat it there." };
  }
  if (error.status === 404) {
    return { title: "It is not here", detail, step: "It may have been removed since." };
  }
  return {
    title: error.status >= 500 ? "The index does not answer" : "That did not work",
    detail,
    step:
      error.status >= 500
        ? "Check that its stores run; then try again. Nothing was changed."
        : "Change what was asked for, and try again.",
  };
}
