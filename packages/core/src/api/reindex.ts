import type { RevimgError } from "../lib/errors.js";
import type { Dtype } from "./options.js";

export interface ReindexOptions {
  /** The model to move to: `"mini"`, `"clip-vit-b32"`, or the path of a manifest. */
  model: string;
  /** Number format that the model runs in. Default `fp32`. */
  dtype?: Dtype;
  /**
   * Whether a picture whose original is gone is embedded from its thumbnail. Its vector is
   * then a little less exact. Default false: such pictures fail, and the index stays with
   * its model.
   */
  thumbnails?: boolean;
  /** Stops after the pictures under way. The same call goes on from there later. */
  signal?: AbortSignal;
}

/** Running totals, carried by every event. */
export interface ReindexProgress {
  /** Pictures that have their vector of the new model, those of earlier runs included. */
  done: number;
  /** Pictures in the index. */
  total: number;
  /** Pictures embedded by this call. */
  embedded: number;
  /** Of these, from their thumbnails. */
  fromThumbnails: number;
  failed: number;
  elapsedMs: number;
}

/** Vectors beside those that searches use, by the models that made them. */
export interface KeptVectors {
  /** Models that the index had before, the latest last. A move back to one adds it again. */
  previous: KeptModel[];
  /** The model of a move that was begun and has not ended; null when there is none. */
  unfinished: KeptModel | null;
}

export interface KeptModel {
  /** Name and version, such as `"mini-2"`. */
  id: string;
  /** Length of its vectors. */
  dimension: number;
}

/** What `reindex()` yields. */
export type ReindexEvent =
  /** `model`: the id of the model to move to, such as `"clip-vit-b32"`. */
  | { type: "started"; model: string; progress: ReindexProgress }
  /** After each page of a few hundred pictures. */
  | { type: "embedded"; progress: ReindexProgress }
  /** A picture whose bytes are nowhere or can't be read. */
  | { type: "failed"; id: string; name: string; error: RevimgError; progress: ReindexProgress }
  /** From here on, searches use the new model. */
  | { type: "switched"; model: string; progress: ReindexProgress }
  /** The pictures get the new model's tags. */
  | {
      type: "tagging";
      step: "labels" | "pictures";
      done: number;
      total: number;
      progress: ReindexProgress;
    }
  /** A problem that lost no picture, such as labels that can't be fetched. */
  | { type: "warning"; name: string; error: RevimgError; progress: ReindexProgress }
  /** `isSwitched` is false when pictures failed: the index stays with its model. */
  | { type: "finished"; isSwitched: boolean; progress: ReindexProgress };
