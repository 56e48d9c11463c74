import { data } from "@remix-run/node";
import { RequestError } from "@revimg/http/client";
import type { Outcome } from "./outcome";

/** Answers a form: with what was done, or with why it was not. Other failures are the page's. */
export async function outcomeOf<Extra extends object = object>(
  work: () => Promise<Outcome & Extra>,
) {
  try {
    return data<Outcome & Partial<Extra>>(await work());
  } catch (error) {
    if (!(error instanceof RequestError) || error.code === "internal") throw error;
    return data<Outcome & Partial<Extra>>(
      { done: null, problem: error.message } as Outcome & Partial<Extra>,
      { status: error.status ?? 502 },
    );
  }
}

/** A text of a form without the space around it; empty where there is none. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

export function textsOf(form: FormData, name: string): string[] {
  return form.getAll(name).flatMap((value) => (typeof value === "string" && value ? [value] : []));
}

/** Words that stand between commas or on lines. */
export function wordsIn(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
