import { RevimgError } from "@revimg/core";
import { openExistingIndex } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { formatPictures } from "../../terminal/format.js";
import type { DuplicatesCommandOptions } from "./options.js";

/** `revimg duplicates --different`, `--same` and `--forget`. Resolves to the exit code. */
export async function markPictures(
  options: DuplicatesCommandOptions,
  context: Context,
): Promise<number> {
  const { different, same, forget } = options;
  const [ids, ...others] = [different, same, forget].filter((list) => list !== undefined);
  if (ids === undefined || others.length > 0) {
    throw new RevimgError("invalid_input", "Give one of --different, --same and --forget.");
  }
  const mark = different ? "different" : same ? "same" : null;
  const { revimg } = await openExistingIndex(options, context, { preload: false });
  try {
    await revimg.markCopies(ids, mark, { signal: context.signal });
  } finally {
    await revimg.close();
  }
  if (options.json) printJson(context.stdout, { type: "marked", ids, mark });
  else printLines(context.stdout, [sentence(new Set(ids).size, mark)]);
  return exitCodes.finished;
}

function sentence(count: number, mark: "same" | "different" | null): string {
  const pictures = formatPictures(count);
  if (mark === null) return `Forgot what was said of ${pictures}.`;
  return `${pictures} ${mark === "same" ? "are the same" : "are different"} from now on.`;
}
