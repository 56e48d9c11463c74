import {
  type LoaderFunctionArgs,
  type RouteObject,
  redirect,
  useLoaderData,
} from "react-router-dom";
import { Hero } from "~/components/hero";
import { PictureArticle } from "~/components/picture-article";
import { apiClient } from "~/lib/api-client";
import type { LibrarySnapshot } from "~/lib/library";
import { pageStatusOf, problemOfError } from "~/lib/problem-response";
import { tabTitleOf } from "~/search/headings";
import { quietName } from "~/search/quiet-name";
import { runSearch } from "~/search/run-search";
import { readSearchAddress } from "~/search/search-address";
import { leadsTo, shouldSearchAgain } from "~/search/search-location";
import { type FoundHere, SearchView } from "~/search/search-view";
import type { BrowserContext } from "./browser-context";
import { readTheme, writeTheme } from "./chosen-theme";
import { Shell, ShellProblem } from "./shell";
import { Titled } from "./titled";

type Image = NonNullable<Awaited<ReturnType<ReturnType<typeof apiClient>["getImage"]>>>;

/** The search, the start page and the page of a picture, answered in the browser. */
export function routesOf(context: BrowserContext): RouteObject[] {
  const children: RouteObject[] = [
    { index: true, loader: ({ request }) => context.snapshot(request.signal), element: <Home /> },
    {
      path: "search",
      loader: (args) => search(args, context),
      shouldRevalidate: shouldSearchAgain,
      element: <Search />,
    },
    { path: "picture/:id", loader: (args) => picture(args, context), element: <Picture /> },
    { path: "theme", action: async ({ request }) => writeTheme(await request.formData()) },
    { path: "*", loader: notFound, element: null },
  ];
  return [
    {
      id: "root",
      path: "/",
      loader: () => ({ theme: readTheme() }),
      shouldRevalidate: ({ formAction }) => formAction === "/theme",
      element: <Shell />,
      errorElement: <ShellProblem />,
      children,
    },
  ];
}

async function search({ request }: LoaderFunctionArgs, context: BrowserContext) {
  const url = new URL(request.url);
  const other = leadsTo(url);
  if (other !== null) return redirect(other);
  const { origin, searchParams } = url;
  const options = { origin, signal: request.signal };
  const [{ status }, found] = await Promise.all([
    context.snapshot(request.signal),
    runSearch(context, readSearchAddress(searchParams), options),
  ]);
  return { ...found, status };
}

async function picture({ request, params }: LoaderFunctionArgs, context: BrowserContext) {
  const client = apiClient(context, new URL(request.url).origin);
  const options = { signal: request.signal };
  const image = await client.getImage(params.id ?? "", options).catch((error: unknown) => {
    const problem = problemOfError(error);
    throw Response.json(problem, { status: pageStatusOf(problem) });
  });
  return image ?? notFound();
}

function notFound(): never {
  throw new Response("Not found", { status: 404 });
}

function Home() {
  const library = useLoaderData() as LibrarySnapshot;
  return (
    <Titled title="revimg – search with a picture">
      <Hero library={library} problem={null} />
    </Titled>
  );
}

function Search() {
  const found = useLoaderData() as FoundHere;
  return (
    <Titled title={tabTitleOf(found)}>
      <SearchView found={found} />
    </Titled>
  );
}

function Picture() {
  const image = useLoaderData() as Image;
  return (
    <Titled title={`${quietName(image)} – revimg`}>
      <PictureArticle image={image} />
    </Titled>
  );
}
