import type { Dispatcher } from "undici";
import type { ImageLimits } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import { assertBytes, assertBytesSoFar } from "../pictures/limits.js";
import { type CheckedUrl, checkAddresses, checkUrl, forbid } from "./check-url.js";
import { explainFailure, explainStatus } from "./explain-fetch.js";
import { pinnedAgent } from "./pinned-agent.js";
import { addressesOf, type Resolve, systemAddresses } from "./resolve-host.js";
import type { UrlRules } from "./url-options.js";

const maxRedirects = 3;

const redirects = new Set([301, 302, 303, 307, 308]);

/** What a server said of a picture, to ask later whether it still gives the same one. */
export interface Validators {
  etag?: string;
  lastModified?: string;
}

export interface FetchedPicture extends Validators {
  bytes: Uint8Array;
}

export interface FetchOptions {
  rules: UrlRules;
  limits: ImageLimits;
  signal: AbortSignal | undefined;
  /** How names are resolved. Default: as the system does. */
  resolve?: Resolve;
}

/**
 * Fetches the bytes behind a web address that a stranger may have given.
 *
 * The host is resolved once, and every address must be public. The connection goes only
 * to those addresses. The same holds for each of at most 3 redirects. There are no
 * cookies, no credentials, no proxy and no compressed bodies. The decoder decides what
 * the bytes are.
 *
 * Rejects with `forbidden_url` when the host was not asked, `fetch_failed` or
 * `not_found` when it gave no picture, `image_too_large`, `unsupported`, or with the
 * signal's reason. No message holds the address of a name, the path or the query.
 */
export async function fetchPicture(
  address: string | URL,
  options: FetchOptions,
): Promise<Uint8Array> {
  const { bytes } = (await fetchIfChanged(address, {}, options))!;
  return bytes;
}

/**
 * As `fetchPicture`, with what the server says of the picture. Resolves to null when the
 * server says that the picture is still the one of `known`: then no bytes were sent.
 */
export async function fetchIfChanged(
  address: string | URL,
  known: Validators,
  { rules, limits, signal, resolve = systemAddresses }: FetchOptions,
): Promise<FetchedPicture | null> {
  const timeout = AbortSignal.timeout(rules.timeoutMs);
  const either = AbortSignal.any(signal ? [signal, timeout] : [timeout]);
  try {
    let checked = checkUrl(address, rules);
    for (let followed = 0; ; followed++) {
      const answer = await ask(checked, known, { rules, limits, signal: either, resolve });
      if (answer === null || "bytes" in answer) return answer;
      if (followed === maxRedirects) {
        forbid("redirects", `The address redirects more than ${maxRedirects} times.`);
      }
      checked = redirected(checked, answer.location, rules);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw explainFailure(error, timeout.aborted ? rules.timeoutMs : null);
  }
}

/** One step: gives the picture, null for a known one, or the next address. */
async function ask(
  checked: CheckedUrl,
  known: Validators,
  { rules, limits, signal, resolve }: Required<FetchOptions>,
): Promise<FetchedPicture | { location: string } | null> {
  const addresses = await unlessAborted(addressesOf(checked.host, resolve!), signal!);
  checkAddresses(addresses, checked, rules);
  // Not before it is needed: it takes as long to load as half of the rest.
  const { request } = await import("undici");
  const agent = await pinnedAgent(addresses);
  try {
    const { statusCode, headers, body } = await request(checked.url, {
      dispatcher: agent,
      method: "GET",
      headers: {
        ...{ accept: "image/*", "accept-encoding": "identity", "user-agent": "revimg" },
        ...conditions(known),
      },
      signal: signal!,
    });
    // An error in a body that nobody reads must not stay unhandled.
    body.on("error", () => {});
    const { location } = headers;
    if (redirects.has(statusCode) && typeof location === "string") return { location };
    if (statusCode === 304 && Object.keys(known).length > 0) return null;
    if (statusCode !== 200) throw explainStatus(statusCode, retryAfterMs(headers));
    requirePicture(headers);
    const bytes = await readBody(body, Number(headers["content-length"]), limits);
    return { bytes, ...validatorsOf(headers) };
  } finally {
    await agent.destroy();
  }
}

function redirected(from: CheckedUrl, location: string, rules: UrlRules): CheckedUrl {
  if (!URL.canParse(location, from.url.href)) {
    throw new RevimgError("fetch_failed", "The address redirects to something that is no address.");
  }
  const to = checkUrl(new URL(location, from.url), rules);
  if (from.url.protocol === "https:" && to.url.protocol === "http:") {
    forbid("downgrade", "The address redirects from https to http, which is not followed.");
  }
  return to;
}

type Headers = Dispatcher.ResponseData["headers"];

/** Longer ones are not kept, as they are sent with every later request. */
const maxValidatorLength = 1_000;

function validatorsOf(headers: Headers): Validators {
  const { etag, "last-modified": lastModified } = headers;
  const isKept = (value: unknown): value is string =>
    typeof value === "string" && value !== "" && value.length <= maxValidatorLength;
  return { ...(isKept(etag) && { etag }), ...(isKept(lastModified) && { lastModified }) };
}

/** RFC 9110, section 13.1: a server that knows the first ignores the second. */
function conditions({ etag, lastModified }: Validators): Record<string, string> {
  return {
    ...(etag !== undefined && { "if-none-match": etag }),
    ...(lastModified !== undefined && { "if-modified-since": lastModified }),
  };
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterMs({ "retry-after": value }: Headers): number | null {
  if (typeof value !== "string") return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/**
 * The usual mistake is a page instead of a picture. A compressed body has no size that
 * can be trusted.
 */
function requirePicture(headers: Headers): void {
  const type = String(headers["content-type"] ?? "")
    .split(";")[0]!
    .trim()
    .toLowerCase();
  if (type !== "" && !/^(image\/|application\/octet-stream$|binary\/octet-stream$)/.test(type)) {
    throw new RevimgError(
      "unsupported",
      `The address leads to ${/^[\w.+/-]{1,60}$/.test(type) ? type : "something else"}, not to a picture. Give the address of the picture itself.`,
    );
  }
  const encoding = String(headers["content-encoding"] ?? "identity")
    .trim()
    .toLowerCase();
  if (encoding !== "identity") {
    throw new RevimgError(
      "unsupported",
      "The server sends the picture compressed, although it was asked not to.",
    );
  }
}

async function readBody(
  body: Dispatcher.ResponseData["body"],
  announced: number,
  limits: ImageLimits,
): Promise<Uint8Array> {
  if (announced > 0) assertBytes(announced, limits);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    assertBytesSoFar(size, limits);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A look-up of a name can't be stopped, but nobody need wait for it. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
