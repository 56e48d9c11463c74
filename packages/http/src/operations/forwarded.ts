/** What one proxy says of whoever asked it. */
export interface Hop {
  address?: string | undefined;
  protocol?: string | undefined;
  host?: string | undefined;
}

/**
 * The hops of a request, the nearest last: from `Forwarded` (RFC 7239), or from
 * `X-Forwarded-For`, `-Proto` and `-Host`. A proxy writes one of the two and lets the
 * other one of a client through, so two that disagree are both left out.
 */
export function readForwarded(headers: Headers): Hop[] {
  const standard = readStandard(headers.get("forwarded"));
  const older = readOlder(headers);
  if (standard.length === 0) return older;
  if (older.length === 0) return standard;
  return standard.at(-1)?.address === older.at(-1)?.address ? standard : [];
}

function readStandard(header: string | null): Hop[] {
  if (header === null) return [];
  return splitOutsideQuotes(header, ",").map((element) => {
    const pairs = splitOutsideQuotes(element, ";").map((pair) => {
      const [name = "", ...value] = pair.trim().split("=");
      return [name.toLowerCase(), unquote(value.join("="))] as const;
    });
    const values = new Map(pairs);
    return toHop(values.get("for"), values.get("proto"), values.get("host"));
  });
}

function readOlder(headers: Headers): Hop[] {
  const addresses = listOf(headers.get("x-forwarded-for"));
  // Most proxies write one value, for the client that asked the first of them.
  const protocol = listOf(headers.get("x-forwarded-proto")).at(-1);
  const host = listOf(headers.get("x-forwarded-host")).at(-1);
  return addresses.map((address) => toHop(address, protocol, host));
}

function toHop(
  address: string | undefined,
  protocol: string | undefined,
  host: string | undefined,
): Hop {
  const isProtocol = /^https?$/i.test(protocol ?? "");
  const isHost = /^([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?$/i.test(host ?? "");
  return {
    address: withoutPort(address ?? ""),
    protocol: isProtocol ? protocol?.toLowerCase() : undefined,
    host: isHost ? host : undefined,
  };
}

/** `192.0.2.1:4711` and `[2001:db8::1]:4711` without the port. */
function withoutPort(text: string): string {
  const [, inBrackets] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? [];
  return inBrackets ?? text.replace(/^([^:]+):\d+$/, "$1");
}

function listOf(header: string | null): string[] {
  return (header ?? "").split(",").flatMap((text) => text.trim() || []);
}

function splitOutsideQuotes(text: string, separator: "," | ";"): string[] {
  const parts = text.match(
    separator === "," ? /(?:"(?:\\.|[^"\\])*"|[^,])+/g : /(?:"(?:\\.|[^"\\])*"|[^;])+/g,
  );
  return parts ?? [];
}

function unquote(text: string): string {
  const [, quoted] = /^"(.*)"$/s.exec(text.trim()) ?? [];
  return quoted === undefined ? text.trim() : quoted.replace(/\\(.)/gs, "$1");
}
