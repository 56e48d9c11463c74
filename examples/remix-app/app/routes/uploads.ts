import type { ActionFunctionArgs } from "@remix-run/node";
import { problemResponse } from "~/lib/problem-response";
import { FormRefused, keepPictures, readBoundedForm } from "~/lib/received-pictures";

/** `POST /uploads`: keeps the pictures of a search, and answers with their ids. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  try {
    const ids = await keepPictures(await readBoundedForm(request), context.uploads);
    return Response.json({ ids }, { status: 201 });
  } catch (error) {
    if (!(error instanceof FormRefused)) throw error;
    return problemResponse(error.problem);
  }
}
