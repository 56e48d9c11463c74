/**
 * Throws a 403 for a change that was not asked for by a page of this server. Browsers say
 * where a request comes from; one that does not say so is refused, as programs have the
 * API. A proxy in front must hand on the header Host.
 */
export function requireSameOrigin(request: Request): void {
  if (["GET", "HEAD", "OPTIONS"].includes(request.method) || isSameOrigin(request)) return;
  throw new Response(
    "This request did not come from a page of this server, so nothing was done. Open the page again and repeat it there.",
    { status: 403, headers: { "content-type": "text/plain; charset=utf-8" } },
  );
}

function isSameOrigin({ headers, url }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = headers.get("origin");
  if (origin === null) return site === "same-origin";
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === (headers.get("host") ?? new URL(url).host);
}
