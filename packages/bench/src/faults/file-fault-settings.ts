/** Parts of an embedded index, and the folder that is indexed. */
export type FileArea = "database" | "blobs" | "pictures";

/** What a process of file faults is told, as JSON in the variable `fileFaultsVariable`. */
export interface FileFaultSettings {
  seed: number;
  /** Data directory of the index. */
  index: string;
  /** The folder that is indexed. */
  pictures: string;
  /** Gets a line for each fault: point and kind. */
  logFile: string;
}

export const fileFaultsVariable = "REVIMG_FILE_FAULTS";
