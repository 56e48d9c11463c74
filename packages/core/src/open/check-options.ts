import type { IndexOptions } from "../api/indexing.js";
import type { ReindexOptions } from "../api/reindex.js";
import type { ImageUrlOptions, ReadImageOptions } from "../api/revimg.js";
import { checkOptions, refuse, refuseUnknown } from "../lib/call-arguments.js";

const indexOptions: Record<keyof IndexOptions, true> = {
  originals: true,
  prune: true,
  retrySetAside: true,
  downloads: true,
  signal: true,
};

/** Refuses wrong options of `index()`. */
export function checkIndex(options: IndexOptions): void {
  checkOptions("index()", options, Object.keys(indexOptions));
  if (![undefined, true, false, "force"].includes(options.prune)) {
    refuse('prune of index() must be true, false or "force".', "prune");
  }
  if (![undefined, true, false].includes(options.retrySetAside)) {
    refuse("retrySetAside of index() must be true or false.", "retrySetAside");
  }
}

const reindexOptions: Record<keyof ReindexOptions, true> = {
  model: true,
  dtype: true,
  thumbnails: true,
  signal: true,
};

/** Throws `invalid_input` for what `reindex()` does not take. */
export function checkReindex(options: ReindexOptions): void {
  checkOptions("reindex()", options, Object.keys(reindexOptions));
  const { model, thumbnails } = options ?? {};
  if (typeof model !== "string" || model === "") {
    refuse('reindex() takes the model to move to: { model: "clip-vit-b32" }.', "model");
  }
  if (thumbnails !== undefined && typeof thumbnails !== "boolean") {
    refuse("thumbnails of reindex() must be true or false.", "thumbnails");
  }
}

/** Throws `invalid_input` for what `imageUrl()` does not take. */
export function checkUrlOptions(options: ImageUrlOptions): void {
  checkReadOptions("imageUrl()", options, ["variant", "expiresInSeconds", "signal"]);
  const { expiresInSeconds: seconds = 1 } = options;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 604_800) return;
  refuse(
    "expiresInSeconds of imageUrl() must be a whole number of 1 to 604,800.",
    "expiresInSeconds",
  );
}

/** Throws `invalid_input` for options that `method` does not know, and for wrong ones. */
export function checkReadOptions(
  method: string,
  options: ReadImageOptions,
  known: readonly string[],
): void {
  checkOptions(method, options, known);
  const { variant, range } = options;
  if (variant !== undefined && variant !== "original" && variant !== "thumbnail") {
    refuse(`variant of ${method} must be "original" or "thumbnail".`, "variant");
  }
  if (range === undefined) return;
  if (typeof range !== "object" || range === null) {
    refuse("range of readImage() is an object of two bytes, { start, end }.", "range");
  }
  refuseUnknown("range of readImage()", range, ["start", "end"]);
}
