import { redirect } from "@remix-run/node";
import { isRevimgError } from "@revimg/core";
import type { ImageAddress, RevimgClient } from "@revimg/http/client";
import { countOf } from "~/lib/format";
import type { AdminAsked } from "./admin-client.server";
import { done, type Outcome, refused } from "./outcome";
import { textOf } from "./outcome.server";
import { type PictureTable, readTable } from "./picture-table.server";

export type AddOutcome = Outcome & Partial<Pick<PictureTable, "problems">>;

/** Pictures that a page without scripts sends: they pass through to the API as they come. */
export async function addFiles({ request, context }: AdminAsked): Promise<Outcome> {
  const response = await context.admin.api(
    new Request(new URL("/api/images", request.url), {
      method: "POST",
      headers: { "content-type": request.headers.get("content-type") ?? "" },
      body: request.body,
      signal: request.signal,
      duplex: "half",
    } as RequestInit),
  );
  const answer = (await response.json()) as { id: string; detail?: string };
  if (!response.ok) return refused(answer.detail ?? "The pictures were not added.");
  if (response.status === 202) throw redirect(`/admin/jobs/${answer.id}`);
  return done(
    response.status === 201 ? "The picture was added." : "The picture was known already.",
  );
}

/** One address on each line. */
export async function addAddresses(client: RevimgClient, form: FormData): Promise<AddOutcome> {
  const urls = textOf(form, "urls")
    .split(/\s+/)
    .filter((url) => url !== "");
  if (urls.length === 0) return refused("Write an address into the field.");
  return addAll(
    client,
    urls.map((url) => ({ url })),
  );
}

/** A table with an address in each line, and what is said of its picture. */
export async function addTable(client: RevimgClient, form: FormData): Promise<AddOutcome> {
  const file = form.get("table");
  if (!(file instanceof File) || file.size === 0) return refused("Choose a table first.");
  try {
    const { addresses, problems } = await readTable(file);
    if (addresses.length === 0) {
      return { ...refused("The table has no line that can be used."), problems };
    }
    if (problems.length === 0) return await addAll(client, addresses);
    const job = await addAll(client, addresses, false);
    return { ...job, problems };
  } catch (error) {
    if (isRevimgError(error)) return refused(error.message);
    throw error;
  }
}

export async function addSource(client: RevimgClient, form: FormData): Promise<Outcome> {
  const { id } = await client.indexSource(textOf(form, "source"));
  throw redirect(`/admin/jobs/${id}`);
}

/** `follows`: whether the page of the job comes next. */
async function addAll(
  client: RevimgClient,
  addresses: ImageAddress[],
  follows = true,
): Promise<Outcome> {
  const [only, second] = addresses;
  if (only && !second) {
    const { url, ...description } = only;
    const { isNew } = await client.addImage({ url }, description);
    return done(isNew ? "The picture was added." : "The picture was known already.");
  }
  const { id } = await client.addImages(addresses);
  if (follows) throw redirect(`/admin/jobs/${id}`);
  return done(`${countOf(addresses.length, "picture is", "pictures are")} being added: see Jobs.`);
}
