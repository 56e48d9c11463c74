/** Longest address that is kept, in UTF-16 units. */
const maxLength = 8192;

/** What a text is as a web address. */
export interface CheckedAddress {
  /** The address to keep, as it was written where that is safe; null for none. */
  address: string | null;
  /** What is wrong, as the end of a sentence, without the address itself; null for nothing. */
  problem: string | null;
}

/**
 * Keeps only http and https addresses. Others may run code (`javascript:`) or read
 * files when somebody follows them. A user name and password are removed.
 */
export function checkAddress(text: string): CheckedAddress {
  const written = text.trim();
  if (written === "") return { address: null, problem: null };
  if (written.length > maxLength) return refused("is longer than 8,192 characters");
  if (!URL.canParse(written)) return refused("is not a URL that starts with https:// or http://");
  const url = new URL(written);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    const scheme = url.protocol.slice(0, 30);
    return refused(`starts with "${scheme}"; only http and https addresses are kept`);
  }
  if (url.username !== "" || url.password !== "") {
    url.username = "";
    url.password = "";
    const problem = "has a user name or password in it, which is not kept";
    return { address: url.href, problem };
  }
  return { address: isPlain(written) ? written : url.href, problem: null };
}

/** A stored or received text as an address that is safe in a link; null when it is none. */
export function webAddress(url: string | null | undefined): string | null {
  return typeof url === "string" ? checkAddress(url).address : null;
}

function refused(problem: string): CheckedAddress {
  return { address: null, problem };
}

/**
 * Whether every reader takes it for the same address. `https:a.jpg` in a page is
 * relative to the page.
 */
function isPlain(address: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop them from addresses.
  return /^https?:\/\/[^/]/i.test(address) && !/[\u0000-\u001f\u007f\\]/.test(address);
}
