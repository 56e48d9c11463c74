import { type Description, type Job, RequestError } from "@revimg/http/client";
import { browserClient } from "./browser-client";

/** How far an upload of many pictures is. */
export interface UploadState {
  phase: "running" | "finished" | "stopped";
  total: number;
  /** Pictures that the server has handled. */
  done: number;
  added: number;
  known: number;
  failures: { name: string; reason: string }[];
  /** Failures that have no line, because there were too many. */
  untold: number;
  /** Why it stopped early. */
  problem: string | null;
}

/** So many are sent together; the server works on them while it is asked for no more. */
const batchPictures = 24;
const batchBytes = 48 * 1024 * 1024;

/**
 * Sends pictures in batches, one after another, so that neither page nor server holds all of
 * them. Each change is told.
 */
export async function upload(
  files: readonly File[],
  { description, signal, onChange }: UploadOptions,
): Promise<void> {
  const state: UploadState = {
    ...{ phase: "running", total: files.length, done: 0, added: 0, known: 0 },
    ...{ failures: [], untold: 0, problem: null },
  };
  const tell = () => onChange({ ...state, failures: [...state.failures] });
  tell();
  try {
    for (const batch of batches(files))
      await sendBatch(batch, state, { description, signal, tell });
    state.phase = "finished";
  } catch (error) {
    state.phase = "stopped";
    if (!signal.aborted) state.problem = reasonOf(error);
  }
  tell();
}

export interface UploadOptions {
  /** Said of every picture. */
  description: Description;
  signal: AbortSignal;
  onChange: (state: UploadState) => void;
}

type Sending = Pick<UploadOptions, "description" | "signal"> & { tell: () => void };

async function sendBatch(batch: File[], state: UploadState, sending: Sending): Promise<void> {
  const { description, signal, tell } = sending;
  const client = browserClient();
  const [only] = batch;
  if (batch.length === 1 && only) {
    await sendOne(only, state, sending);
    return tell();
  }
  const { done, added, known, untold } = state;
  const job = await client.addImages(batch, description, { signal });
  let last: Job = job;
  const take = (now: Job) => {
    last = now;
    const { progress } = now;
    Object.assign(state, {
      done: done + progress.done,
      added: added + progress.added,
      known: known + progress.updated + progress.unchanged,
    });
    tell();
  };
  try {
    for await (const now of client.jobEvents(job.id, { signal })) take(now);
  } catch (error) {
    if (signal.aborted) await client.cancelJob(job.id).catch(() => {});
    throw error;
  }
  if (last.error) throw new Error(last.error.detail);
  state.failures.push(...last.failures.map(({ name, detail }) => ({ name, reason: detail })));
  state.untold = untold + Math.max(0, last.progress.failed - last.failures.length);
  tell();
}

async function sendOne(file: File, state: UploadState, sending: Sending): Promise<void> {
  try {
    const { isNew } = await browserClient().addImage(file, sending.description, {
      signal: sending.signal,
    });
    state[isNew ? "added" : "known"]++;
  } catch (error) {
    if (!isAboutThePicture(error)) throw error;
    state.failures.push({ name: file.name, reason: error.message });
  }
  state.done++;
}

function isAboutThePicture(error: unknown): error is RequestError {
  const codes = ["image_decode_failed", "image_too_large", "unsupported"];
  return error instanceof RequestError && codes.includes(error.code);
}

function reasonOf(error: unknown): string {
  if (error instanceof RequestError && error.code === "unauthorized") {
    return "Your session has ended. Log in again, then send the rest; what is added stays.";
  }
  return error instanceof Error ? error.message : String(error);
}

function* batches(files: readonly File[]): Generator<File[]> {
  let batch: File[] = [];
  let bytes = 0;
  for (const file of files) {
    if (batch.length === batchPictures || (batch.length > 0 && bytes + file.size > batchBytes)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(file);
    bytes += file.size;
  }
  if (batch.length > 0) yield batch;
}
