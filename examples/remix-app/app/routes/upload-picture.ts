import type { LoaderFunctionArgs } from "@remix-run/node";
import { shownType } from "~/lib/shown-type.server";

/** A kept picture for the visitor's own page. Only what browsers show as a picture is sent. */
export async function loader({ params, context }: LoaderFunctionArgs): Promise<Response> {
  const kept = await context.uploads.read(params.id ?? "");
  const type = kept && shownType(kept.bytes);
  if (!kept || !type) return new Response("Not found", { status: 404 });
  return new Response(new Uint8Array(kept.bytes), {
    headers: {
      "content-type": type,
      "cache-control": "private, max-age=3600",
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex",
    },
  });
}
