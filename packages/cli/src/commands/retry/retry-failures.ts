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
  const [gone, objects] = [places.gone.length, places.objects.length];
  if (gone > 0 && !options.json) {
    const files = gone === 1 ? "1 file that failed is" : `${gone} files that failed are`;
    printLines(context.stdout, [
      `${files} gone; revimg index <folder> --prune forgets such pictures.`,
    ]);
  }
  if (objects > 0 && !options.json) {
    const pictures = objects === 1 ? "1 picture of a bucket" : `${objects} pictures of buckets`;
    printLines(context.stdout, [
      `${pictures} failed; revimg index s3://bucket/prefix tries them again.`,
    ]);
  }
  if (present.length > 0) {
    return indexPictures(present, { ...options, retrySetAside: true }, context);
  }
  if (gone + objects === 0 && !options.json) printLines(context.stdout, ["There are no failures."]);
  return exitCodes.finished;
}
