import { data, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { forAdmin } from "~/admin/admin-client.server";
import { Confirm } from "~/admin/components/confirm";
import { Notice } from "~/admin/components/notice";
import { PageHead } from "~/admin/components/page-head";
import { PictureForm } from "~/admin/components/picture-form";
import { bytesOf, momentOf } from "~/admin/format";
import { done, refused } from "~/admin/outcome";
import { outcomeOf } from "~/admin/outcome.server";
import { changesIn, UnreadableAttributes } from "~/admin/picture-changes.server";
import { breakable, formatOf, nameOf } from "~/lib/format";

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `${loaded ? nameOf(loaded.image) : "Picture"} – revimg admin` },
  { name: "robots", content: "noindex" },
];

export const loader = forAdmin(async ({ client, params, request: { signal } }) => {
  const id = params.id ?? "";
  const [image, attributes] = await Promise.all([
    client.getImage(id, { signal }),
    client.getAttributes(id, { signal }),
  ]);
  if (image === null || attributes === null) throw missing();
  return { image, attributes: JSON.stringify(attributes, null, 2) };
});

export const action = forAdmin(async ({ client, params, request }) => {
  const id = params.id ?? "";
  const form = await request.formData();
  if (form.get("intent") === "delete") {
    await client.deleteImage(id);
    throw redirect("/admin/pictures?removed=1");
  }
  return outcomeOf(async () => {
    const known = await client.getAttributes(id);
    if (known === null) throw missing();
    try {
      if ((await client.updateImage(id, changesIn(form, known))) === null) throw missing();
    } catch (error) {
      if (error instanceof UnreadableAttributes) return refused(error.message);
      throw error;
    }
    return done("Saved. The next search shows it.");
  });
});

function missing() {
  return data({ detail: "No picture of this library has this id." }, { status: 404 });
}

export default function PicturePage() {
  const { image, attributes } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const { id, thumbnail_url, image_url, width, height, mime_type, size, added_at, tags } = image;
  const others = tags.filter(({ origin }) => origin !== "user");
  return (
    <>
      <p className="mb-3">
        <Link to="/admin/pictures" className="link text-sm text-muted">
          All pictures
        </Link>
      </p>
      <PageHead title={breakable(nameOf(image))} />
      <Notice outcome={outcome} />
      <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,20rem)_minmax(0,1fr)]">
        <div>
          <a href={image_url} className="grid place-items-center bg-mat p-4">
            <img src={thumbnail_url} alt={nameOf(image)} className="max-h-80 w-auto" />
          </a>
          <dl className="facts mt-5 text-sm">
            <dt>File</dt>
            <dd className="break-all">{image.filename}</dd>
            <dt>Size</dt>
            <dd className="tabular">
              {width} × {height}, {formatOf(mime_type)}, {bytesOf(size)}
            </dd>
            <dt>Added</dt>
            <dd className="tabular">{momentOf(added_at)}</dd>
            {others.length > 0 && (
              <>
                <dt>Other tags</dt>
                <dd>{others.map(({ tag }) => tag).join(", ")}</dd>
              </>
            )}
          </dl>
          <Link to={`/?like=${encodeURIComponent(id)}`} className="link mt-4 inline-block">
            Search with it
          </Link>
        </div>
        <div>
          <PictureForm key={JSON.stringify(image)} image={image} attributes={attributes} />
          <Confirm
            question="Remove this picture"
            text="It leaves every search at once. A file of your own is not touched."
          >
            <Form method="post">
              <button type="submit" name="intent" value="delete" className="button-danger">
                Remove it for good
              </button>
            </Form>
          </Confirm>
        </div>
      </div>
    </>
  );
}
