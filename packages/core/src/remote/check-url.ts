import { isIP } from "node:net";
import { RevimgError } from "../lib/errors.js";
import { hostOf } from "./host-list.js";
import { isPublicAddress } from "./public-address.js";
import type { UrlRules } from "./url-options.js";

/** Names that mean this computer or its network everywhere (RFC 6761, 6762, 8375; ICANN 2024). */
const localNames = /(^|\.)(localhost|local|internal|home\.arpa)$/;

const defaultPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/** Where a URL leads, once its text is known to be allowed. */
export interface CheckedUrl {
  url: URL;
  /** Lower case, without brackets and a dot at the end. */
  host: string;
  port: number;
  /** Whether the options open this host, whatever its address is. */
  isOpened: boolean;
}

/**
 * Checks a URL before anything is asked of the network. Throws `invalid_input` for text
 * that is no URL, else `forbidden_url`.
 */
export function checkUrl(value: string | URL, rules: UrlRules): CheckedUrl {
  if (!URL.canParse(String(value))) {
    throw new RevimgError(
      "invalid_input",
      "The url is not a web address such as https://example.org/picture.jpg.",
    );
  }
  const url = new URL(value);
  const defaultPort = defaultPorts[url.protocol];
  if (defaultPort === undefined) {
    forbid("scheme", `Only http and https addresses are fetched, not ${url.protocol}`);
  }
  if (url.username !== "" || url.password !== "") {
    forbid("credentials", "An address with a user name or a password in it is not fetched.");
  }
  const host = hostOf(url);
  const port = url.port === "" ? defaultPort : Number(url.port);
  if (rules.deny.has(host, port)) forbidHost();
  const isOpened = rules.allowPrivate.has(host, port);
  if (!isOpened && !rules.allow.isEmpty && !rules.allow.has(host, port)) forbidHost();
  const isPortOpen =
    rules.ports.includes(port) ||
    rules.allow.opensPort(host, port) ||
    rules.allowPrivate.opensPort(host, port);
  if (!isPortOpen) {
    forbid(
      "port",
      `Pictures are not fetched from port ${port}, only from ${rules.ports.join(", ")}. The option urls.ports opens others.`,
    );
  }
  if (!isOpened && (localNames.test(host) || (isIP(host) && !isPublicAddress(host)))) {
    forbidPrivate();
  }
  return { url, host, port, isOpened };
}

/**
 * Checks the addresses of a host's name. All must be public: one private address among
 * others is a mistake or an attack.
 */
export function checkAddresses(
  addresses: readonly string[],
  { port, isOpened }: CheckedUrl,
  rules: UrlRules,
): void {
  if (addresses.length === 0) {
    throw new RevimgError("fetch_failed", "The host of the address has no IP address.", {
      retryable: false,
    });
  }
  if (addresses.some((address) => rules.deny.has(address, port))) forbidHost();
  if (!isOpened && !addresses.every(isPublicAddress)) forbidPrivate();
}

/** Never says which address it was: answers would let a stranger map the network. */
function forbidPrivate(): never {
  forbid(
    "address",
    "The address does not lead to the public internet, so it is not fetched. The option urls.allowPrivate opens hosts of one's own network.",
  );
}

function forbidHost(): never {
  forbid(
    "host",
    "Nothing is fetched from the host of this address (options urls.allow and urls.deny).",
  );
}

export function forbid(reason: string, message: string): never {
  throw new RevimgError("forbidden_url", message, { details: { reason } });
}
