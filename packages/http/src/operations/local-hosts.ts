/**
 * The option `hosts` of a server for this machine alone: it answers no other host name, as
 * a page on the web could lead its own name here. Empty where others reach the server, and
 * behind a proxy: then the name is the proxy's matter.
 */
export function localHosts({
  hostname,
  trustProxy,
}: {
  /** Interface that the server listens on. */
  hostname: string;
  trustProxy?: readonly string[] | undefined;
}): { hosts?: string[] } {
  const isLocal = hostname === "localhost" || hostname === "::1" || hostname.startsWith("127.");
  if (!isLocal || trustProxy !== undefined) return {};
  return {
    hosts: ["localhost", "127.0.0.1", "[::1]", hostname.includes(":") ? "[::1]" : hostname],
  };
}
