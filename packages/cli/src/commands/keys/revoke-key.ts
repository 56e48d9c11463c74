import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { type KeysCommandOptions, withKeys } from "./key-access.js";

/** `revimg keys revoke`. */
export async function revokeKey(
  id: string,
  options: KeysCommandOptions,
  context: Context,
): Promise<number> {
  await withKeys(options, context, (keys) => keys.revoke(id));
  if (options.json) printJson(context.stdout, { revoked: id });
  else printLines(context.stdout, [`The key ${id} opens nothing any more.`]);
  return exitCodes.finished;
}
