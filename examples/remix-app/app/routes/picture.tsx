import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { PictureArticle } from "~/components/picture-article";
import { apiClient } from "~/lib/api-client";
import { throwProblem } from "~/lib/problem.server";
import { quietName } from "~/search/quiet-name";

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
  return <PictureArticle image={useLoaderData<typeof loader>().image} />;
}
