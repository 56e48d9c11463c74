import type { Problem } from "~/lib/problem";
import { problemResponse } from "~/lib/problem-response";
import { FormRefused, keepPictures } from "~/lib/received-pictures";
import type { Site } from "~/lib/site";
import { moreMatches } from "~/search/more-matches";
import type { BrowserContext } from "./browser-context";

/** Answers what scripts of the pages ask the app's server for. */
export function answerScripts(context: BrowserContext): Site["fetch"] {
  return async (address, init = {}) => {
    const url = new URL(address, location.origin);
    if (url.pathname === "/uploads") return keep(init.body as FormData, context);
    if (url.pathname === "/search/more") {
      return moreMatches(new Request(url, { signal: init.signal ?? null }), context);
    }
    return Response.json(await context.snapshot(init.signal ?? undefined));
  };
}

async function keep(form: FormData, { uploads }: BrowserContext): Promise<Response> {
  try {
    return Response.json({ ids: await keepPictures(form, uploads) }, { status: 201 });
  } catch (error) {
    return problemResponse(error instanceof FormRefused ? error.problem : notKept);
  }
}

const notKept: Problem = {
  code: null,
  detail:
    "This browser does not let the page keep the picture. Leave private browsing, or allow the page to store data.",
};
