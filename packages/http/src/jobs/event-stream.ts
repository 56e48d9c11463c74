import type { Job } from "../wire/jobs.js";
import { hasJobEnded } from "../wire/jobs.js";
import type { JobRunner } from "./job-runner.js";

/** Least milliseconds between two events of a job. */
const eventMs = 250;
/** How often a job of another server is looked at. */
const lookMs = 1_000;
/** A line without meaning goes out this often, so that nobody on the way hangs up. */
const breathMs = 15_000;

/**
 * A job's changes as server-sent events: `progress` with the job as JSON, and at last
 * `end`. The stream ends with the job, or when the client goes.
 */
export function eventStream(jobs: JobRunner, first: Job, request: Request): Response {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const signal = AbortSignal.any([request.signal, gone.signal]);
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      try {
        for await (const job of changesOf(jobs, first, signal, () => send(": \n\n"))) {
          const event = hasJobEnded(job) ? "end" : "progress";
          send(`event: ${event}\ndata: ${JSON.stringify(job)}\n\n`);
        }
        controller.close();
      } catch (error) {
        if (!signal.aborted) controller.error(error);
      }
    },
    cancel: () => gone.abort(),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
    },
  });
}

async function* changesOf(
  jobs: JobRunner,
  first: Job,
  signal: AbortSignal,
  breathe: () => void,
): AsyncGenerator<Job> {
  let wake = () => {};
  const stopWatching = jobs.watch(first.id, () => wake());
  signal.addEventListener("abort", () => wake());
  let told = "";
  let toldAt = Date.now();
  try {
    for (let job: Job | null = first; job !== null && !signal.aborted; ) {
      const text = JSON.stringify(job);
      if (text !== told) {
        [told, toldAt] = [text, Date.now()];
        yield job;
        if (hasJobEnded(job)) return;
        await pause(eventMs, signal);
      } else if (Date.now() - toldAt > breathMs) {
        toldAt = Date.now();
        breathe();
      }
      // A change that came meanwhile is seen at once.
      job = await jobs.get(first.id, signal);
      if (JSON.stringify(job) === told) {
        await Promise.race([pause(lookMs, signal), new Promise<void>((done) => (wake = done))]);
        job = await jobs.get(first.id, signal);
      }
    }
  } finally {
    stopWatching();
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
