import { RevimgError } from "@revimg/core";
import type { z } from "zod";
import { readBody } from "./read-body.js";
import { json } from "./schemas/field.js";
import { unknownName } from "./unknown-name.js";

export function isJson(request: Request): boolean {
  const type = request.headers.get("content-type") ?? "";
  return type.split(";")[0]?.trim().toLowerCase() === "application/json";
}

/** A body as JSON with up to this many bytes, if nothing else is said. */
const defaultMaxBytes = 1024 * 1024;

/**
 * The body as a value of a schema. Rejects with `invalid_input` for what is no such
 * value, with `unsupported` for a body that is no JSON by its type, and with
 * `image_too_large` for one of more than `maxBytes`.
 */
export async function readJson<Shape extends z.ZodRawShape>(
  request: Request,
  schema: z.ZodObject<Shape>,
  maxBytes = defaultMaxBytes,
): Promise<z.output<z.ZodObject<Shape>>> {
  if (!isJson(request)) {
    throw new RevimgError(
      "unsupported",
      "This address takes a body of the type application/json. Send it with that Content-Type.",
    );
  }
  const body = parse(await readBody(request, { maxBytes }));
  refuseNames(body, Object.keys(schema.shape));
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join(".") || "The body";
  throw new RevimgError("invalid_input", `${place}: ${issue?.message}.`, {
    details: { option: place },
  });
}

/** A misspelt name is reported before a wrong value. */
function refuseNames(body: unknown, known: readonly string[]): void {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return;
  const other = Object.keys(body).find((name) => !known.includes(name));
  if (other !== undefined) throw unknownName("The body", other, known);
}

function parse(body: Uint8Array): unknown {
  try {
    const value = json(new TextDecoder("utf-8", { fatal: true }).decode(body));
    if (value !== undefined) return value;
  } catch {
    // It is no UTF-8 text.
  }
  throw new RevimgError("invalid_input", "The body is not JSON.");
}
