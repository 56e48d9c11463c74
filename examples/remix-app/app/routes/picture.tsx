import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Icon } from "~/components/icon";
import { PictureFacts } from "~/components/picture-facts";
import { PictureStage } from "~/components/picture-stage";
import { apiClient } from "~/lib/api-client.server";
import { breakable } from "~/lib/format";
import { throwProblem } from "~/lib/problem.server";
import { quietName } from "~/search/quiet-name";
import { addressOf, emptySearch } from "~/search/search-address";

export const meta: MetaFunction<typeof loader> = ({ data: found }) => [
  { title: `${found ? quietName(found.image) : "Not found"} – revimg` },
];

/** The page of an indexed picture: where a card leads, and what can be shared. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const client = apiClient(context, new URL(request.url).origin);
  const image = await client
    .getImage(params.id ?? "", { signal: request.signal })
    .catch(throwProblem);
  if (!image) throw new Response("Not found", { status: 404 });
  return data({ image });
}

export default function PicturePage() {
  const { image } = useLoaderData<typeof loader>();
  const like = { ...emptySearch, pictures: [{ kind: "like" as const, id: image.id }] };
  return (
    <article className="picture-page pt-4 sm:pt-8">
      <PictureStage image={image} />
      <div className="flex min-w-0 flex-col gap-6">
        <h1 className="headline-small">{breakable(quietName(image))}</h1>
        <Link to={addressOf(like)} className="button-primary self-start">
          <Icon name="search" />
          Pictures like this one
        </Link>
        <PictureFacts image={image} />
      </div>
    </article>
  );
}
