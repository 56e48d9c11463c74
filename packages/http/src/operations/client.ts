import { RevimgError } from "@revimg/core";
import ipaddr from "ipaddr.js";
import type { Scope } from "../guard/access-key.js";
import { type Hop, readForwarded } from "./forwarded.js";

/** What is known of the socket that a request came through. */
export interface Connection {
  /** The IP address of the other end. */
  address?: string | undefined;
  /**
   * What the host lets this request do, as if it had sent a key of these scopes. For pages
   * that the host serves itself, after a login of its own. Never made from what a client sends.
   */
  vouchedScopes?: readonly Scope[] | undefined;
}

/** Marks the connection of a caller that can send answers that are in memory. */
export const takesInMemory = Symbol("takesInMemory");

/** Who asked, and for which server. */
export interface Client {
  /** IP address of the client; null when nobody told the handler. */
  address: string | null;
  /** `http` or `https`, as the client asked. */
  protocol: string;
  /** Host and port that the client asked for, in lower case; null when there is none. */
  host: string | null;
}

export type ReadClient = (request: Request, connection: Connection) => Client;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Makes the function that tells who asked. What headers say of the client is believed
 * only from the proxies in `trusted`: addresses such as `"10.0.0.7"`, or networks such as
 * `"10.0.0.0/8"`. Throws `invalid_config` for anything else.
 */
export function createClientReader(trusted: readonly string[] = []): ReadClient {
  const networks = trusted.map(parseNetwork);
  const isTrusted = (address: string) => {
    const parsed = parseAddress(address);
    return parsed !== null && networks.some((network) => contains(network, parsed));
  };
  return (request, connection) => {
    const { protocol, host } = new URL(request.url);
    const direct: Client = {
      address: normalAddress(connection.address),
      ...{ protocol: protocol.slice(0, -1), host: request.headers.get("host") ?? host },
    };
    const told = isTrusted(direct.address ?? "") ? readForwarded(request.headers) : [];
    const client = followHops(direct, told, isTrusted);
    return { ...client, host: client.host?.toLowerCase() || null };
  };
}

/**
 * Goes back from the socket through the proxies, as long as each is trusted: the first
 * that is not is the client. What a client wrote into the headers lies further left.
 */
function followHops(
  direct: Client,
  hops: readonly Hop[],
  isTrusted: (address: string) => boolean,
): Client {
  let client = direct;
  for (const hop of hops.toReversed()) {
    const address = normalAddress(hop.address);
    if (client.address === null || !isTrusted(client.address) || address === null) break;
    client = {
      address,
      protocol: hop.protocol ?? client.protocol,
      host: hop.host ?? client.host,
    };
  }
  return client;
}

/**
 * The part of an address that one client has: all of IPv4, and the first 64 bits of IPv6,
 * as a client may choose the others.
 */
export function networkOf(address: string): string {
  const parsed = parseAddress(address);
  if (parsed === null || parsed.kind() === "ipv4") return address;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`;
}

function normalAddress(text: string | undefined): string | null {
  return parseAddress(text ?? "")?.toString() ?? null;
}

/** `::ffff:192.0.2.1` is the IPv4 address in it. */
function parseAddress(text: string): Address | null {
  const plain = text.replace(/%.*$/, "");
  // Without this check, `1` and `0x7f.1` would be addresses too.
  if (!plain.includes(":") && !/^\d{1,3}(\.\d{1,3}){3}$/.test(plain)) return null;
  return ipaddr.isValid(plain) ? ipaddr.process(plain) : null;
}

function contains([network, bits]: [Address, number], address: Address): boolean {
  return network.kind() === address.kind() && address.match([network, bits] as never);
}

function parseNetwork(text: unknown): [Address, number] {
  if (typeof text === "string") {
    const address = parseAddress(text);
    if (address !== null) return [address, address.kind() === "ipv4" ? 32 : 128];
    if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  }
  throw new RevimgError(
    "invalid_config",
    `trustProxy is a list of addresses such as "10.0.0.7" and networks such as "10.0.0.0/8"; ${JSON.stringify(text)} is neither.`,
  );
}
