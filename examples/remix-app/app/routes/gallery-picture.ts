import type { LoaderFunctionArgs } from "@remix-run/node";
import {
  findGalleryPicture,
  GALLERY_MIME_TYPE,
  renderGalleryPicture,
} from "@revimg/sample-gallery";

/** The bytes of a picture of the sample gallery, drawn anew: the same each time. */
export async function loader({ params }: LoaderFunctionArgs): Promise<Response> {
  const picture = findGalleryPicture(params.slug ?? "");
  if (!picture) return new Response("Not found", { status: 404 });
  const bytes = await renderGalleryPicture(picture);
  return new Response(new Uint8Array(bytes), {
    headers: { "content-type": GALLERY_MIME_TYPE, "cache-control": "public, max-age=86400" },
  });
}
