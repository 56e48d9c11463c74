import type { Scope } from "@revimg/http";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { type KeysCommandOptions, withKeys } from "./key-access.js";

export interface AddKeyOptions extends KeysCommandOptions {
  label: string;
  scope: Scope[];
  opens?: string[];
  days?: number;
}

const dayMs = 86_400_000;

/** `revimg keys add`. The key alone goes to stdout, so that it can go into a file. */
export async function addKey(options: AddKeyOptions, context: Context): Promise<number> {
  const { label, scope: scopes, opens: collections, days, json } = options;
  const expires = days === undefined ? {} : { expiresAt: Date.now() + days * dayMs };
  const key = { label, scopes, ...(collections && { collections }), ...expires };
  const made = await withKeys(options, context, (keys) => keys.add(key));
  if (json) {
    printJson(context.stdout, made);
    return exitCodes.finished;
  }
  printLines(context.stdout, [made.key]);
  context.stderr.write(
    `This is the key ${made.id} (${made.scopes.join(", ")}). It is shown this once; keep it in a safe place.\n`,
  );
  return exitCodes.finished;
}
