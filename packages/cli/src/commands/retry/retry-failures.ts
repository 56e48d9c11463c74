import { type FailedPlaces, failedPlaces } from "@revimg/http";
import { openExistingIndex } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printLines } from "../../terminal/context.js";
import { indexPictures } from "../index/index-pictures.js";

export type RetryCommandOptions = CommonOptions;

/** `revimg retry`: looks at the files and addresses of all failures again. Resolves to the exit code. */
export async function retryFailures(
  options: RetryCommandOptions,
  context: Context,
): Promise<number> {
  const { revimg } = await openExistingIndex(options, context);
  let places: FailedPlaces;
  try {
    places = await failedPlaces(revimg, { signal: context.signal });
  } finally {
    await revimg.close();
  }
  const present = [...places.paths, ...places.items];
  const others = linesOfOthers(places);
  if (others.length > 0 && !options.json) printLines(context.stdout, others);
  if (present.length > 0) {
    return indexPictures(present, { ...options, retrySetAside: true }, context);
  }
  if (others.length === 0 && !options.json) printLines(context.stdout, ["There are no failures."]);
  return exitCodes.finished;
}

/** What to do about the failures that this command can't look at again. */
function linesOfOthers({ gone, objects, sent }: FailedPlaces): string[] {
  const line = ({ length }: string[], one: string, more: string) =>
    length === 0 ? [] : [length === 1 ? `1 ${one}` : `${length} ${more}`];
  const [forget, again] = [
    "revimg index <folder> --prune forgets",
    "revimg index s3://bucket/prefix",
  ];
  return [
    ...line(
      gone,
      `file that failed is gone; ${forget} it.`,
      `files that failed are gone; ${forget} them.`,
    ),
    ...line(
      objects,
      `picture of a bucket failed; ${again} tries it again.`,
      `pictures of buckets failed; ${again} tries them again.`,
    ),
    ...line(
      sent,
      "picture that was sent failed, and is kept nowhere; send it again.",
      "pictures that were sent failed, and are kept nowhere; send them again.",
    ),
  ];
}
