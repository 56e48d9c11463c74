import type { Revimg } from "@revimg/core";
import { isRevimgError } from "@revimg/core";
import type { AppContext } from "./app-context";

/**
 * Searches with a picture that is indexed already, over the same wire format as
 * an upload. `cursor` goes on after a page.
 */
export async function searchLike(
  context: AppContext,
  id: string,
  options: { origin: string; cursor?: string | null; signal?: AbortSignal },
): Promise<Response> {
  const bytes = await bytesOf(await context.revimg(), id);
  if (bytes === null) {
    const detail = "No picture of this library has that id.";
    return Response.json({ title: "Not found", detail, code: "not_found" }, { status: 404 });
  }
  const body = new FormData();
  body.set("image", bytes, "picture");
  if (options.cursor) body.set("cursor", options.cursor);
  return searchWithForm(context, body, options);
}

/** Hands a form with the field `image` to the API of this process. */
export function searchWithForm(
  context: AppContext,
  body: FormData,
  options: { origin: string; signal?: AbortSignal },
): Promise<Response> {
  const { origin, signal } = options;
  return context.api(new Request(new URL("/api/search", origin), { method: "POST", body, signal }));
}

/** The original; where it is gone, the thumbnail still shows the same picture. */
async function bytesOf(revimg: Revimg, id: string): Promise<Blob | null> {
  for (const variant of ["original", "thumbnail"] as const) {
    try {
      const content = await revimg.readImage(id, { variant });
      if (content === null) return null;
      const blob = await new Response(content.stream).blob();
      return new Blob([blob], { type: content.mimeType });
    } catch (error) {
      if (!isRevimgError(error, "not_found")) throw error;
    }
  }
  return null;
}
