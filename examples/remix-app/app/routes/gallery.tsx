import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { findGalleryPicture } from "@revimg/sample-gallery";
import { Icon } from "~/components/icon";
import { galleryPictureUrl } from "~/lib/library";
import { addressOf, emptySearch } from "~/search/search-address";

export const meta: MetaFunction<typeof loader> = ({ data: picture }) => [
  { title: picture ? `${picture.title} – revimg` : "Not found – revimg" },
];

/** A picture of the sample gallery: where the matches' source links lead. */
export function loader({ params }: LoaderFunctionArgs) {
  const picture = findGalleryPicture(params.slug ?? "");
  if (!picture) throw new Response("Not found", { status: 404 });
  const { slug, family, title, author, license, tags, width, height } = picture;
  return data({ slug, family, title, author, license, tags: [...tags], width, height });
}

export default function GalleryPage() {
  const { slug, family, title, author, license, tags, width, height } =
    useLoaderData<typeof loader>();
  return (
    <article className="gallery-page pt-4 sm:pt-8">
      <div className="grid place-items-center bg-mat p-4 sm:p-10">
        <img
          src={galleryPictureUrl(slug)}
          alt={title}
          width={width}
          height={height}
          className="h-auto max-w-full"
        />
      </div>
      <div>
        <p className="text-sm text-muted">The sample gallery</p>
        <h1 className="headline-small mt-2">{title}</h1>
        <dl className="facts mt-6">
          <dt>Family</dt>
          <dd>{family}</dd>
          <dt>Author</dt>
          <dd>{author}</dd>
          <dt>Licence</dt>
          <dd>{license}</dd>
          <dt>Size</dt>
          <dd className="tabular">
            {width} × {height}
          </dd>
          <dt>Tags</dt>
          <dd>{tags.join(", ")}</dd>
        </dl>
        <p className="mt-6 text-muted">
          Drawn by this project from a seed, so that a first start has something to search.
        </p>
        <Link
          to={addressOf({ ...emptySearch, pictures: [{ kind: "sample", id: slug }] })}
          state={{ name: title }}
          className="button-primary mt-6"
        >
          <Icon name="search" />
          Search with this one
        </Link>
      </div>
    </article>
  );
}
