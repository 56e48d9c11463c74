import type { SearchResponse } from "@revimg/http";
import type { Problem } from "./problem";
import { SearchFailed, searchWithFile } from "./search-client";

/** A search with a file of this device: kept by the page, so that Back finds it again. */
export interface UploadSearch {
  file: File;
  /** Object URL of the file. */
  previewUrl: string;
  state:
    | { phase: "searching" }
    | { phase: "done"; answer: SearchResponse }
    | { phase: "failed"; problem: Problem };
}

const maxKept = 12;
const uploads = new Map<string, UploadSearch>();
const running = new Map<string, AbortController>();
const listeners = new Set<() => void>();
let counter = 0;

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function getUpload(id: string): UploadSearch | undefined {
  return uploads.get(id);
}

/** Starts a search and returns the id that it goes by. */
export function startUpload(file: File): string {
  counter += 1;
  const id = `${Date.now().toString(36)}-${counter}`;
  for (const other of running.keys()) cancelUpload(other);
  uploads.set(id, { file, previewUrl: URL.createObjectURL(file), state: { phase: "searching" } });
  forgetOldest();
  void run(id, file);
  return id;
}

/** Stops a search that is under way; one that is over stays as it is. */
export function cancelUpload(id: string): void {
  const controller = running.get(id);
  if (!controller) return;
  running.delete(id);
  controller.abort();
  forget(id);
  notify();
}

/** Runs a failed search once more. */
export function retryUpload(id: string): void {
  const upload = uploads.get(id);
  if (!upload || running.has(id)) return;
  setState(id, { phase: "searching" });
  void run(id, upload.file);
}

async function run(id: string, file: File): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const answer = await searchWithFile(file, { signal: controller.signal });
    setState(id, { phase: "done", answer });
  } catch (error) {
    if (controller.signal.aborted) return;
    if (!(error instanceof SearchFailed)) throw error;
    setState(id, { phase: "failed", problem: error.problem });
  } finally {
    if (running.get(id) === controller) running.delete(id);
  }
}

function setState(id: string, state: UploadSearch["state"]): void {
  const upload = uploads.get(id);
  if (!upload) return;
  uploads.set(id, { ...upload, state });
  notify();
}

function forgetOldest(): void {
  const [oldest] = uploads.keys();
  if (uploads.size > maxKept && oldest !== undefined) forget(oldest);
}

function forget(id: string): void {
  const upload = uploads.get(id);
  if (upload) URL.revokeObjectURL(upload.previewUrl);
  uploads.delete(id);
}

function notify(): void {
  for (const listener of listeners) listener();
}
