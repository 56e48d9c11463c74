import { Form, Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { forAdmin } from "~/admin/admin-client.server";
import { Notice } from "~/admin/components/notice";
import { PageHead } from "~/admin/components/page-head";
import { PictureCards } from "~/admin/components/picture-cards";
import { PictureFilter } from "~/admin/components/picture-filter";
import { done } from "~/admin/outcome";
import { fieldsOf, filterOf, sorts } from "~/admin/picture-list.server";

const pageSize = 48;

export const loader = forAdmin(async ({ client, request }) => {
  const { searchParams } = new URL(request.url);
  const fields = fieldsOf(searchParams);
  const filter = filterOf(fields);
  const cursor = searchParams.get("cursor");
  const order = sorts[fields.sort as keyof typeof sorts];
  const { images, next_cursor } = await client.listImages(
    { ...order, limit: pageSize, ...(filter && { filter }), ...(cursor && { cursor }) },
    { signal: request.signal },
  );
  return {
    ...{ fields, images, next: next_cursor, isFiltered: filter !== null },
    isFirst: cursor === null,
  };
});

export default function PicturesPage() {
  const { fields, images, next, isFiltered, isFirst } = useLoaderData<typeof loader>();
  const [parameters] = useSearchParams();
  const removed = parameters.get("removed");
  return (
    <>
      <PageHead
        title="Pictures"
        text="Choose one to correct it, or several to change them at once."
      >
        <Link to="/admin/add" className="button-quiet">
          Add pictures
        </Link>
      </PageHead>
      <Notice outcome={removed === null ? undefined : removedOutcome(removed)} />
      <PictureFilter fields={fields} isFiltered={isFiltered} />
      {images.length === 0 ? (
        <p className="mt-8 text-lg text-muted">
          {isFiltered ? "No picture matches. Ask for less above." : "There are no pictures yet."}
        </p>
      ) : (
        <Form action="/admin/pictures/selected" className="mt-8">
          <PictureCards images={images} />
          <div className="picker-bar mt-4">
            <button type="submit" className="button-primary">
              Change the chosen ones
            </button>
          </div>
        </Form>
      )}
      <nav aria-label="Pages" className="mt-8 flex flex-wrap gap-x-6 gap-y-2">
        {!isFirst && (
          <Link to={`?${withCursor(parameters, null)}`} className="button-quiet">
            First page
          </Link>
        )}
        {next !== null && (
          <Link to={`?${withCursor(parameters, next)}`} rel="next" className="button-quiet">
            Next page
          </Link>
        )}
        {isFiltered && images.length > 0 && (
          <Link
            to={`/admin/pictures/selected?${filterParameters(parameters)}`}
            className="link self-center"
          >
            Change all that match
          </Link>
        )}
      </nav>
    </>
  );
}

function removedOutcome(count: string) {
  const number = Number(count);
  return done(number === 1 ? "1 picture was removed." : `${number} pictures were removed.`);
}

function withCursor(parameters: URLSearchParams, cursor: string | null): URLSearchParams {
  const changed = filterParameters(parameters);
  if (cursor !== null) changed.set("cursor", cursor);
  return changed;
}

function filterParameters(parameters: URLSearchParams): URLSearchParams {
  const changed = new URLSearchParams(parameters);
  changed.delete("cursor");
  changed.delete("removed");
  return changed;
}
