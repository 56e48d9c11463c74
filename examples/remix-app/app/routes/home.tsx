import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import {
  type ShouldRevalidateFunctionArgs,
  useActionData,
  useLoaderData,
  useLocation,
} from "@remix-run/react";
import { Hero } from "~/components/hero";
import { ProblemView } from "~/components/problem-view";
import { SearchView } from "~/components/search-view";
import { Searching } from "~/components/searching";
import { UploadView } from "~/components/upload-view";
import type { LoadPage } from "~/hooks/use-matches";
import { usePendingLike } from "~/hooks/use-pending-like";
import { useUploadSearch } from "~/hooks/use-upload-search";
import type { QueryPicture } from "~/lib/query-picture";
import { searchWithAddress, searchWithIndexed } from "~/lib/search-client";
import { loadLike, loadSample, searchPosted } from "~/lib/searches.server";

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: loaded?.found ? "Similar pictures – revimg" : "revimg – find a picture by a picture" },
  {
    name: "description",
    content: "Search a library of pictures with a picture: similar ones, keywords and sources.",
  },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  const id = url.searchParams.get("like");
  const slug = url.searchParams.get("sample");
  const options = { origin: url.origin, signal: request.signal };
  const [library, found] = await Promise.all([
    context.snapshot(),
    id ? loadLike(context, id, options) : slug ? loadSample(context, slug, options) : null,
  ]);
  return data({ library, found }, { status: found?.problem?.code === "not_found" ? 404 : 200 });
}

/** The search of a page without scripts: a plain form post. */
export async function action({ request, context }: ActionFunctionArgs) {
  const posted = await searchPosted(context, request);
  return data(posted, { status: posted.problem ? 422 : 200 });
}

/** An upload changes only the place in the history: nothing on the server is asked anew. */
export function shouldRevalidate(args: ShouldRevalidateFunctionArgs): boolean {
  const { currentUrl, nextUrl, formAction, defaultShouldRevalidate } = args;
  if (formAction === "/theme" || currentUrl.href === nextUrl.href) return false;
  return defaultShouldRevalidate;
}

export default function Home() {
  const { library, found: asked } = useLoaderData<typeof loader>();
  const posted = useActionData<typeof action>();
  const { key } = useLocation();
  const controls = useUploadSearch();
  const { upload, start } = controls;
  const pending = usePendingLike();
  const found = asked ?? posted;

  if (pending) return <Searching picture={pending.picture} onCancel={pending.cancel} />;
  if (upload) return <UploadView upload={upload} controls={controls} />;
  if (!found) return <Hero library={library} onPicture={start} />;
  const { picture, problem } = found;
  if (problem) return <ProblemView problem={problem} picture={picture} onPicture={start} />;
  return (
    <SearchView
      key={key}
      answer={found.answer}
      picture={picture}
      loadPage={pagesOf(picture)}
      onPicture={start}
    />
  );
}

/** How to go on after the first page; a posted picture that was not kept can't. */
function pagesOf({ id, url }: QueryPicture): LoadPage | null {
  if (id) return (cursor, signal) => searchWithIndexed(id, { cursor, signal });
  if (url?.startsWith("/")) {
    return (cursor, signal) => searchWithAddress(url, { cursor, signal });
  }
  return null;
}
