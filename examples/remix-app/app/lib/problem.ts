/** What went wrong, in the words shown to a person (RFC 9457 fields that we use). */
export interface Problem {
  title: string;
  detail: string;
  code: string | null;
}

const unreachable: Problem = {
  title: "The server does not answer",
  detail: "revimg may have been stopped, or this device is offline.",
  code: "unreachable",
};

const headings: Record<string, string> = {
  image_decode_failed: "This file can't be read as a picture",
  unsupported: "This kind of file can't be searched with",
  image_too_large: "This picture is too large",
  not_found: "That picture is not here",
  overloaded: "There is too much going on just now",
  rate_limited: "That was a lot of searches",
};

const nextSteps: Record<string, string> = {
  unreachable: "Check that revimg is still running, then try again.",
  image_decode_failed: "",
  unsupported: "",
  image_too_large: "",
  invalid_input: "Choose a picture file and search again.",
  not_found: "The picture may have been moved or removed since. Choose another one.",
  overloaded: "Much is going on just now. Wait a few seconds, then try again.",
  rate_limited: "Wait a few seconds, then try again.",
};

/** What went wrong in one line. */
export function headingOf(problem: Problem): string {
  return headings[problem.code ?? ""] ?? problem.title.replace(/\.$/, "");
}

/** What a person can do about a problem; empty where its detail says it all. */
export function nextStep(problem: Problem): string {
  return (
    nextSteps[problem.code ?? ""] ?? "Try again. If it fails again, the server's output says why."
  );
}

/** The same picture can succeed later: the file itself is not what is wrong. */
export function mayRetry(problem: Problem): boolean {
  const final = ["image_decode_failed", "unsupported", "image_too_large", "not_found"];
  return !final.includes(problem.code ?? "");
}

/** Reads a problem document; any other failed answer becomes one. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  return {
    title: text(fields.title) ?? "The search did not work",
    detail: text(fields.detail) ?? `The server answered with status ${response.status}.`,
    code: text(fields.code),
  };
}

/** A request that never got an answer. */
export function problemOfFailure(): Problem {
  return unreachable;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
