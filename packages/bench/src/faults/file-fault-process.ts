import { writeFileSync } from "node:fs";
import { seededRandom } from "@revimg/core/evaluation";
import { type IndexPlace, optionsAt } from "../lib/index-place.js";
import { everydayWork } from "./everyday-work.js";

/** How the process is started: one JSON argument. */
export interface FileFaultProcessOptions {
  place: IndexPlace;
  folder: string;
  seed: number;
  /** Gets the outcome. */
  outcomeFile: string;
}

/** A process that works on an embedded index while the file system fails. */
const { place, folder, seed, outcomeFile } = JSON.parse(
  process.argv[2]!,
) as FileFaultProcessOptions;
/** What the folder's own failures are called: it can't be listed, or not be told from a file. */
const ofFolders = ["invalid_input", "not_found"];
const outcome = await everydayWork(optionsAt(place), folder, seededRandom(seed), ofFolders);
writeFileSync(outcomeFile, outcome);
