import type { ShouldRevalidateFunctionArgs } from "@remix-run/react";
import { addressOf, readSearchAddress, type SearchAddress, searchOfWords } from "./search-address";

/**
 * Where an address of the search page leads on to: equal searches have one address, an empty
 * one is the start page, and `ask`, which a form has sent, becomes words or a picture. Null
 * for an address that is right as it is.
 */
export function leadsTo(url: URL): string | null {
  const search = readSearchAddress(url.searchParams);
  const typed = url.searchParams.get("ask");
  if (typed !== null) return addressOf(withWords(search, typed));
  // A form without scripts sends its empty fields, too.
  const canonical = addressOf(search);
  return `/search?${questionIn(url)}` === canonical ? null : canonical;
}

/** The place in the page changes the address, and nothing of what was found. */
export function shouldSearchAgain(args: ShouldRevalidateFunctionArgs): boolean {
  const { currentUrl, nextUrl, formAction, defaultShouldRevalidate } = args;
  if (formAction === "/theme") return false;
  const isSame = questionIn(currentUrl) === questionIn(nextUrl);
  return isSame ? currentUrl.href === nextUrl.href : defaultShouldRevalidate;
}

/** Words replace words; an address of a picture joins the pictures. */
function withWords(search: SearchAddress, typed: string): SearchAddress {
  const { pictures, text } = searchOfWords(typed);
  return { ...search, text, pictures: [...search.pictures, ...pictures] };
}

/** All but which match is open. */
function questionIn({ searchParams }: URL): string {
  const parameters = new URLSearchParams(searchParams);
  parameters.delete("open");
  return parameters.toString();
}
