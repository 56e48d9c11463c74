import { type ImageChanges, RevimgError } from "@revimg/core";
import { openExistingIndex } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { Context } from "../../terminal/context.js";
import { printPicture } from "../show/show-picture.js";
import type { EditCommandOptions } from "./options.js";

/** `revimg edit`. Resolves to the exit code. */
export async function editPicture(
  id: string,
  options: EditCommandOptions,
  context: Context,
): Promise<number> {
  const changes = toChanges(options);
  if (Object.keys(changes).length === 0) {
    throw new RevimgError(
      "invalid_input",
      "There is nothing to change. Name --title, --tag or --attribute.\nUsage and examples: revimg edit --help",
    );
  }
  const { revimg } = await openExistingIndex(options, context, { preload: false });
  try {
    const record = await revimg.update(id, changes, { signal: context.signal });
    printPicture(id, record, options, context);
  } finally {
    await revimg.close();
  }
  return exitCodes.finished;
}

function toChanges({ title, tag, tags, attribute, removeAttribute }: EditCommandOptions) {
  const removed = removeAttribute?.map((name) => [name, null] as const) ?? [];
  const attributes = { ...attribute, ...Object.fromEntries(removed) };
  const changes: ImageChanges = {
    ...(typeof title === "string" && { title }),
    ...(title === false && { title: null }),
    ...(tags === false && { tags: [] }),
    ...(tag && { tags: tag }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
  return changes;
}
