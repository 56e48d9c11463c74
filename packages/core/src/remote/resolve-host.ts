import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

/** All addresses of a host's name; rejects as `dns.lookup` does. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Finds a host as every program of this computer does: by its hosts file, then its name servers. */
export const systemAddresses: Resolve = async (host) => {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
};

/** The addresses of a host. The host may be an address itself. */
export async function addressesOf(host: string, resolve: Resolve): Promise<readonly string[]> {
  return isIP(host) ? [host] : resolve(host);
}
