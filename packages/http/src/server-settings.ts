import type { HandlerOptions } from "./create-handler.js";

/** How a server answers, as configuration files, variables and command lines say it. */
export interface ServerSettings {
  /** Who may search and see pictures. Default `"open"`. */
  read?: "open" | "key" | undefined;
  /** Who may read `/metrics`. Default `"key"`. */
  metrics?: "open" | "key" | undefined;
  /** Seconds for which an address of a picture is valid, where reading needs a key. */
  linkSeconds?: number | undefined;
  /** Whether clients are led to the blob store where it gives addresses. */
  redirectImages?: boolean | undefined;
  /** Origins whose pages may ask from a browser; with `"*"` among them, all. */
  cors?: readonly string[] | undefined;
  /** Most requests of one client in a minute. */
  rateLimit?: number | undefined;
  /** Addresses and networks of the proxies in front. */
  trustProxy?: readonly string[] | undefined;
  /** Host names to answer under, besides those of this machine. */
  hosts?: readonly string[] | undefined;
  /** Whether each request is printed. */
  accessLog?: boolean | undefined;
  /** Who may search with `copies: "thorough"`. Default `"key"`. */
  thoroughCopies?: "open" | "key" | "off" | undefined;
}

/** No page of another origin can ask under these. */
const localNames = ["localhost", "127.0.0.1", "[::1]"];

/**
 * The options that settings stand for. `printLine` gets a line of JSON for each request,
 * if `accessLog` is on. Wrong values are refused later, by `createHandler`.
 *
 * @example
 * const { options, server } = await readConfig(); // of @revimg/adapters/config
 * const handler = createHandler(await createRevimg(options), toHandlerOptions(server, console.log));
 */
export function toHandlerOptions(
  { read, metrics, linkSeconds, redirectImages, ...settings }: ServerSettings,
  printLine: (line: string) => void,
): HandlerOptions {
  const { cors, rateLimit, trustProxy, hosts, accessLog, thoroughCopies } = settings;
  return {
    access: {
      ...(read && { read }),
      ...(metrics && { metrics }),
      ...(linkSeconds !== undefined && { linkSeconds }),
    },
    ...(redirectImages !== undefined && { redirectImages }),
    ...(cors && { cors: cors.includes("*") ? "*" : cors }),
    ...(accessLog && {
      log: (entry) => printLine(JSON.stringify({ type: "request", ...entry })),
    }),
    ...(rateLimit !== undefined && { rateLimit: { requests: rateLimit } }),
    ...(trustProxy && { trustProxy }),
    ...(thoroughCopies && { thoroughCopies: { access: thoroughCopies } }),
    ...(hosts && { hosts: [...hosts, ...localNames] }),
  };
}
