/** What went wrong, in the words shown to a person. `code` is one of the API's or of this page's. */
export interface Problem {
  detail: string;
  code: string | null;
}

const headings: Record<string, string> = {
  unreachable: "The server does not answer",
  image_decode_failed: "This file can't be read as a picture",
  unsupported: "This can't be searched with",
  image_too_large: "This picture is too large",
  invalid_input: "This can't be searched with",
  not_found: "That picture is not here",
  upload_gone: "That picture is no longer kept",
  forbidden_url: "That address may not be opened",
  fetch_failed: "That address gave no picture",
  index_mismatch: "This page and the library use different models",
  overloaded: "There is too much going on just now",
  rate_limited: "That was a lot of searches",
  store_failed: "The library does not answer",
  index_locked: "The library is in use elsewhere",
};

const nextSteps: Record<string, string> = {
  unreachable: "Check that revimg is still running, then try again.",
  image_decode_failed: "Choose another picture.",
  unsupported: "Ask in another way: with a picture, other words or an address.",
  image_too_large: "Make it smaller, or draw a part of it elsewhere, and search again.",
  invalid_input: "Change what you ask with, and search again.",
  not_found: "The picture may have been moved or removed since. Choose another one.",
  upload_gone: "Choose the picture again.",
  forbidden_url: "Save the picture and search with the file.",
  fetch_failed: "Check the address, or save the picture and search with the file.",
  index_mismatch: "Turn private search off and search again.",
  overloaded: "Wait a few seconds, then try again.",
  rate_limited: "Wait a few seconds, then try again.",
  store_failed: "It may be starting. Wait a few seconds, then try again.",
  index_locked: "Another program has the library open. Stop it, then try again.",
};

const mayPass = [
  ...["unreachable", "overloaded", "rate_limited", "store_failed", "fetch_failed"],
  "index_locked",
];

/** What went wrong in one line. */
export function headingOf({ code }: Problem): string {
  return headings[code ?? ""] ?? "The search did not work";
}

/** What a person can do about a problem. */
export function nextStep({ code }: Problem): string {
  return nextSteps[code ?? ""] ?? "Try again. If it fails again, the server's output says why.";
}

/** The same search can succeed later: what was asked is not what is wrong. */
export function mayRetry({ code }: Problem): boolean {
  return code === null || mayPass.includes(code) || !(code in headings);
}

/** The problem in an answer of this server. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  return {
    detail: text(fields.detail) ?? `The server answered with status ${response.status}.`,
    code: text(fields.code),
  };
}

/** A request that never got an answer. */
export const unreachable: Problem = {
  detail: "revimg may have been stopped, or this device is offline.",
  code: "unreachable",
};

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
