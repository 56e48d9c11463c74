import { RevimgError } from "@revimg/core";
import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

/** Seconds for which a browser remembers that it may ask: the most that all of them keep. */
const maxAge = 7_200;

/** Headers of answers that a page of another origin may read, besides the plain ones. */
const exposeHeaders = [
  ...["etag", "retry-after", "content-range", "accept-ranges", "location"],
  ...["ratelimit", "ratelimit-policy", "www-authenticate", "x-request-id"],
];

/**
 * Lets pages of other origins ask this server from a browser. Without it, browsers keep
 * the answers from them. Cookies are never sent; a key is, where the
 * page has one. Throws `invalid_config` for what is
 * no origin.
 */
export function crossOrigin(origins: "*" | readonly string[]): MiddlewareHandler {
  const isList = Array.isArray(origins);
  if (!isList && origins !== "*") refuse(origins);
  for (const origin of isList ? origins : []) if (!isOrigin(origin)) refuse(origin);
  return cors({
    origin: isList ? [...origins] : "*",
    allowMethods: ["GET", "HEAD", "POST", "PATCH", "DELETE"],
    allowHeaders: ["authorization", "content-type", "if-none-match", "range"],
    exposeHeaders,
    maxAge,
  });
}

/** What a browser sends as `Origin`: scheme, host and port, without a path. */
function isOrigin(text: unknown): boolean {
  return typeof text === "string" && URL.canParse(text) && new URL(text).origin === text;
}

function refuse(value: unknown): never {
  throw new RevimgError(
    "invalid_config",
    `cors must be "*" or a list of origins such as "https://shop.example"; ${JSON.stringify(value)} is none.`,
  );
}
