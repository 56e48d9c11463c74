import { redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import type { FailureRecord } from "@revimg/http/client";
import { forAdmin } from "~/admin/admin-client.server";
import { Notice } from "~/admin/components/notice";
import { PageHead } from "~/admin/components/page-head";
import { momentOf } from "~/admin/format";
import { done, refused } from "~/admin/outcome";
import { outcomeOf, textsOf } from "~/admin/outcome.server";
import { countOf } from "~/lib/format";

export const loader = forAdmin(async ({ client, request }) => {
  const cursor = new URL(request.url).searchParams.get("cursor");
  const page = await client.listFailures({ limit: 50, ...(cursor && { cursor }) });
  return { ...page, isFirst: cursor === null };
});

export const action = forAdmin(async ({ client, request }) => {
  const form = await request.formData();
  const ids = textsOf(form, "id");
  return outcomeOf(async () => {
    const intent = form.get("intent");
    if (intent !== "retry-all" && ids.length === 0) return refused("Choose some first.");
    if (intent === "forget") {
      const count = await client.deleteImages({ ids });
      return done(`${countOf(count, "failure was", "failures were")} forgotten.`);
    }
    const { id } = await client.retryFailures(intent === "retry-all" ? {} : { ids });
    throw redirect(`/admin/jobs/${id}`);
  });
});

export default function FailuresPage() {
  const { failures, next_cursor, isFirst } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const isEmpty = failures.length === 0 && isFirst;
  return (
    <>
      <PageHead
        title="Failures"
        text={
          isEmpty
            ? "Everything could be read."
            : "What could not be indexed, and why. Choose some to try or to forget."
        }
      />
      <Notice outcome={outcome} />
      {!isEmpty && (
        <Form method="post" key={failures.map(({ id }) => id).join()}>
          <ul className="lines">
            {failures.map((failure) => (
              <Failure key={failure.id} failure={failure} />
            ))}
          </ul>
          <div className="picker-bar">
            <button type="submit" name="intent" value="retry" className="button-primary">
              Try the chosen ones
            </button>
            <button type="submit" name="intent" value="forget" className="button-quiet">
              Forget the chosen ones
            </button>
          </div>
        </Form>
      )}
      {!isEmpty && (
        <div className="mt-6 flex flex-wrap items-center gap-x-6 gap-y-3">
          <Form method="post">
            <button type="submit" name="intent" value="retry-all" className="button-quiet">
              Try all again
            </button>
          </Form>
          {next_cursor !== null && (
            <Link to={`?cursor=${encodeURIComponent(next_cursor)}`} rel="next" className="link">
              Next page
            </Link>
          )}
        </div>
      )}
    </>
  );
}

function Failure({ failure }: { failure: FailureRecord }) {
  const { id, filename, reason, places, added_at } = failure;
  return (
    <li data-testid="failure">
      <label className="flex items-start gap-4">
        <input
          type="checkbox"
          name="id"
          value={id}
          aria-label={`Choose ${filename}`}
          className="mt-1 size-[1.15rem] shrink-0 accent-accent"
        />
        <span className="min-w-0 flex-1">
          <span className="line-row">
            <span className="font-medium break-all">{filename}</span>
            <span className="tabular text-xs text-muted">{momentOf(added_at)}</span>
          </span>
          <span className="mt-1 block text-sm">{reason}</span>
          {places.map((place) => (
            <span key={place} className="mt-1 block text-sm break-all text-muted">
              {place}
            </span>
          ))}
        </span>
      </label>
    </li>
  );
}
