import { RevimgError } from "@revimg/core";
import { createProblem, problemResponse } from "../problem.js";
import { allows } from "./access-key.js";
import type { Caller } from "./identify.js";
import { missingKey, narrowKey } from "./refusals.js";

/** Who may search with `copies: "thorough"`: all, whoever has a key, or nobody. */
export type ThoroughAccess = "open" | "key" | "off";

/** Throws `invalid_config` for an access that there is not. */
export function checkThoroughAccess(access: unknown): asserts access is ThoroughAccess {
  if (access === "open" || access === "key" || access === "off") return;
  throw new RevimgError(
    "invalid_config",
    `thoroughCopies.access must be "open", "key" or "off"; it is ${JSON.stringify(access)}.`,
  );
}

/** The refusal of a caller who may not; null for one who may. The guard has let the caller read. */
export function refuseThorough(access: ThoroughAccess, caller: Caller): Response | null {
  if (access === "open") return null;
  if (access === "off") {
    const detail = "This server does no thorough searches. Leave copies out, or ask for near.";
    return problemResponse(createProblem("forbidden", detail));
  }
  if (caller.kind === "unknown") throw caller.error;
  if (caller.kind !== "key") {
    return missingKey("A thorough search costs many times a search, so it needs a key here.");
  }
  return allows(caller.key, "read") ? null : narrowKey("read");
}
