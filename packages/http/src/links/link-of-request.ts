import type { HonoRequest } from "hono";
import type { ImageLink } from "./image-links.js";

/** The signed link that a request for a picture is; null for an address without signature. */
export function linkOfRequest(
  request: HonoRequest,
  collection: string | null,
): { link: ImageLink; signature: string } | null {
  const signature = request.query("signature");
  const id = request.param("id");
  if (signature === undefined || id === undefined) return null;
  const variant = request.query("variant") === "thumbnail" ? "thumbnail" : "original";
  const expires = Number(request.query("expires"));
  return { link: { collection, id, variant, expires }, signature };
}
