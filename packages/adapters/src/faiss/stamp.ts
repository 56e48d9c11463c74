import { join } from "node:path";
import type { IndexFile } from "./protocol.js";

const formatVersion = 1;

/**
 * What the table notes about the index in use: its file, and how to check that the
 * file is unchanged.
 */
interface Stamp extends Omit<IndexFile, "path"> {
  format: number;
  /** Name of the file in the store's folder. */
  file: string;
}

export function toStamp({ path: _, ...index }: IndexFile, file: string): string {
  return JSON.stringify({ format: formatVersion, file, ...index } satisfies Stamp);
}

/** Null for a stamp of another format. That index is made again. */
export function readStamp(text: string, directory: string): IndexFile | null {
  const { format, file, ...index } = JSON.parse(text) as Stamp;
  return format === formatVersion ? { ...index, path: join(directory, file) } : null;
}
