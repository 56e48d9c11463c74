import ipaddr from "ipaddr.js";

/** What IANA hands out of IPv6 for the internet; all the rest is special or belongs to nobody yet. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an IP address is one of the public internet: not private, loopback,
 * link-local, carrier-grade NAT, multicast, for benchmarks or documentation,
 * reserved or unassigned, and no IPv6 address that stands for an IPv4 one (mapped,
 * compatible, NAT64, 6to4, Teredo), behind which anything may be.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || (parsed as ipaddr.IPv6).match(globalUnicast);
}
