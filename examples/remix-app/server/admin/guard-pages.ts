import type { MiddlewareHandler } from "hono";
import { requireSameOrigin } from "../../app/admin/same-origin";

/**
 * Before Remix, which answers a form of another site with a failure of its own: nothing below
 * `/admin` is changed from another site, and no cache keeps it. Loaders and actions look
 * once more, as they know which page an address means.
 */
export const guardPages: MiddlewareHandler = async (context, next) => {
  if (!/^\/admin(?:[/.]|$)/i.test(context.req.path)) return next();
  try {
    requireSameOrigin(context.req.raw);
  } catch (refusal) {
    if (refusal instanceof Response) return refusal;
    throw refusal;
  }
  await next();
  context.header("cache-control", "no-store");
};
