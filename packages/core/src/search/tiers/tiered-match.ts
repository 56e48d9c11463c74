import type { ImageRecord } from "../../stores/image-record.js";
import type { Position } from "../cursor.js";
import type { Verdict } from "./find-copies.js";

/** A match with its place and its tier. */
export interface TieredMatch extends Verdict {
  record: ImageRecord;
  position: Position;
}
