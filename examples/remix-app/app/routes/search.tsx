import {
  type ActionFunctionArgs,
  data,
  type LinksFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { pageStatusOf } from "~/lib/problem-response";
import { FormRefused, keepPictures, readBoundedForm } from "~/lib/received-pictures";
import { tabTitleOf } from "~/search/headings";
import { drawnAtOnce } from "~/search/result-list";
import { runSearch } from "~/search/run-search";
import {
  addressOf,
  emptySearch,
  readSearchAddress,
  type SearchAddress,
} from "~/search/search-address";
import { leadsTo } from "~/search/search-location";
import { SearchView } from "~/search/search-view";

export { shouldSearchAgain as shouldRevalidate } from "~/search/search-location";

export const meta: MetaFunction<typeof loader> = ({ data: found }) => [
  { title: found ? tabTitleOf(found) : "Search – revimg" },
  { name: "robots", content: "noindex" },
];

export const links: LinksFunction = () => [drawnAtOnce];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  const other = leadsTo(url);
  if (other !== null) return redirect(other);
  const search = readSearchAddress(url.searchParams);
  const [{ status }, found] = await Promise.all([
    context.snapshot(),
    runSearch(context, search, { origin: url.origin, signal: request.signal }),
  ]);
  return data({ ...found, status }, { status: pageStatusOf(found.problem) });
}

/** The form of a page without scripts. With pictures it leads to the address of their search. */
export async function action({ request, context }: ActionFunctionArgs) {
  try {
    const form = await readBoundedForm(request);
    const also = form.get("also");
    const base = typeof also === "string" ? searchAt(also) : emptySearch;
    const kept = await keepPictures(form, context.uploads);
    const uploads = kept.map((id) => ({ kind: "upload" as const, id }));
    return redirect(addressOf({ ...base, region: null, pictures: [...base.pictures, ...uploads] }));
  } catch (error) {
    if (!(error instanceof FormRefused)) throw error;
    const problem = encodeURIComponent(error.problem.code ?? "");
    return redirect(`/?problem=${problem}`);
  }
}

export default function SearchRoute() {
  return <SearchView found={useLoaderData<typeof loader>()} />;
}

function searchAt(address: string): SearchAddress {
  return readSearchAddress(new URL(address, "http://localhost").searchParams);
}
