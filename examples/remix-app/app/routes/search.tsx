import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { type ShouldRevalidateFunctionArgs, useLoaderData } from "@remix-run/react";
import { ProblemView } from "~/components/problem-view";
import { pageStatusOf } from "~/lib/problem.server";
import { FormRefused, keepPictures, readBoundedForm } from "~/lib/received-pictures.server";
import { noFilters } from "~/search/filters";
import { tabTitleOf } from "~/search/headings";
import { runSearch } from "~/search/run-search.server";
import {
  addressOf,
  emptySearch,
  isEmpty,
  readSearchAddress,
  type SearchAddress,
  searchOfWords,
} from "~/search/search-address";
import { SearchPage } from "~/search/search-page";

export const meta: MetaFunction<typeof loader> = ({ data: found }) => [
  { title: found ? tabTitleOf(found) : "Search – revimg" },
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { origin, searchParams } = new URL(request.url);
  const search = readSearchAddress(searchParams);
  const typed = searchParams.get("ask");
  if (typed !== null) return redirect(addressOf(withWords(search, typed)));
  if (isEmpty(search)) return redirect("/");
  // A form without scripts sends its empty fields, too. Equal searches have one address.
  const canonical = addressOf(search);
  if (`/search?${questionIn(new URL(request.url))}` !== canonical) return redirect(canonical);
  const [{ status, privateSearch }, found] = await Promise.all([
    context.snapshot(),
    runSearch(context, search, { origin, signal: request.signal }),
  ]);
  return data({ ...found, status, privateSearch }, { status: pageStatusOf(found.problem) });
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

/** The place in the page changes the address, and nothing of what was found. */
export function shouldRevalidate(args: ShouldRevalidateFunctionArgs): boolean {
  const { currentUrl, nextUrl, formAction, defaultShouldRevalidate } = args;
  if (formAction === "/theme") return false;
  const isSame = questionIn(currentUrl) === questionIn(nextUrl);
  return isSame ? currentUrl.href === nextUrl.href : defaultShouldRevalidate;
}

export default function SearchRoute() {
  const found = useLoaderData<typeof loader>();
  if (found.problem) return <ProblemView problem={found.problem} found={found} />;
  const { search } = found;
  const question = addressOf({ ...search, filters: noFilters, sort: "alike" });
  return <SearchPage key={question} {...found} />;
}

/** Words replace words; an address of a picture joins the pictures. */
function withWords(search: SearchAddress, typed: string): SearchAddress {
  const { pictures, text } = searchOfWords(typed);
  return { ...search, text, pictures: [...search.pictures, ...pictures] };
}

function searchAt(address: string): SearchAddress {
  return readSearchAddress(new URL(address, "http://localhost").searchParams);
}

/** All but which match is open. */
function questionIn({ searchParams }: URL): string {
  const parameters = new URLSearchParams(searchParams);
  parameters.delete("open");
  return parameters.toString();
}
