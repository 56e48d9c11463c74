import { createClient, type RevimgClient } from "@revimg/http/client";
import type { AppContext } from "./app-context";

/**
 * The client of a page's loader or action: the same requests and answers as over the
 * network, but handed to the API of this process. A busy server is told to the visitor at
 * once, so nothing is tried again.
 *
 * @param origin Scheme and host of the request that is being answered.
 * @param key For what the API does not leave open. Default: none, as any visitor.
 */
export function apiClient(
  { api }: Pick<AppContext, "api">,
  origin: string,
  { key }: { key?: string } = {},
): RevimgClient {
  return createClient({
    url: new URL("/api", origin),
    retries: 0,
    fetch: (input, init) => api(new Request(input, init)),
    ...(key !== undefined && { key }),
  });
}
