import ipaddr from "ipaddr.js";

/** The part of IPv6 that IANA gives out for the internet. The rest is special or unassigned. */
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
