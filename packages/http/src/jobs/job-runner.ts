import { randomUUID } from "node:crypto";
import { type Revimg, RevimgError } from "@revimg/core";
import { toProblem } from "../problem.js";
import { processIdentity } from "../process-identity.js";
import type { Job, JobKind } from "../wire/jobs.js";
import { JobLog } from "./job-log.js";

/** What a job does. It reports by changing what it is given, and calls `changed` after it. */
export interface JobWork {
  kind: JobKind;
  total: number;
  /** Called once, when the job has ended or will not begin. */
  dispose(): Promise<void>;
  run(job: Job, changed: () => void, signal: AbortSignal): Promise<void>;
}

interface Running {
  job: Job;
  work: JobWork;
  stop: AbortController;
  listeners: Set<() => void>;
}

const mostWaiting = 16;
/** How often a job under way is recorded. A server that is silent for a minute has ended. */
const recordMs = 2_000;

/** Does jobs one after another, and records them. */
export class JobRunner {
  readonly #log: JobLog;
  readonly #jobs = new Map<string, Running>();
  readonly #onError: (error: unknown) => void;
  #turn: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(revimg: Pick<Revimg, "settings">, onError: (error: unknown) => void) {
    this.#log = new JobLog(revimg);
    this.#onError = onError;
  }

  /**
   * Records a job and begins it when those before it have ended. `dispose` of the work is called
   * afterwards, also when this rejects: with `overloaded` when too many wait.
   */
  async start(work: JobWork): Promise<Job> {
    try {
      if (this.#closed) throw new RevimgError("disposed", "The server is stopping.");
      if (this.#jobs.size >= mostWaiting) throw tooMany();
      const entry: Running = {
        ...{ job: newJob(work), work },
        ...{ stop: new AbortController(), listeners: new Set() },
      };
      this.#jobs.set(entry.job.id, entry);
      await this.#record(entry).catch((error) => {
        this.#jobs.delete(entry.job.id);
        throw error;
      });
      // A job that waits is recorded too, or others would take its server for one that ended.
      const timer = setInterval(() => this.#record(entry).catch(this.#onError), recordMs);
      const end = () => clearInterval(timer);
      this.#turn = this.#turn.then(() => this.#run(entry, end)).catch(this.#onError);
      return structuredClone(entry.job);
    } catch (error) {
      await work.dispose();
      throw error;
    }
  }

  /** Whether a job waits or is under way. */
  get isBusy(): boolean {
    return this.#jobs.size > 0;
  }

  /** The last jobs, the newest first. */
  async list(signal?: AbortSignal): Promise<Job[]> {
    const logged = await this.#log.list({ ...(signal && { signal }) });
    return logged.map((job) => structuredClone(this.#jobs.get(job.id)?.job ?? job));
  }

  /** The job as it is now, or null. Of a job of another server, what that last recorded. */
  async get(id: string, signal?: AbortSignal): Promise<Job | null> {
    const own = this.#jobs.get(id)?.job;
    if (own) return structuredClone(own);
    return (await this.#log.get(id, { ...(signal && { signal }) }))?.job ?? null;
  }

  /** Calls `listener` after each change of a job of this server; the result stops that. */
  watch(id: string, listener: () => void): () => void {
    const listeners = this.#jobs.get(id)?.listeners;
    listeners?.add(listener);
    return () => listeners?.delete(listener);
  }

  /**
   * Stops a job. One of another server stops when that records it the next time, within
   * two seconds; one that has ended stays as it is.
   */
  async cancel(id: string): Promise<void> {
    const entry = this.#jobs.get(id);
    if (entry) entry.stop.abort();
    else await this.#log.wantCancel(id);
  }

  /** Stops all jobs, which are then `interrupted`, and waits until they have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { stop } of this.#jobs.values()) stop.abort(closing);
    await this.#turn;
  }

  async #run(entry: Running, endRecords: () => void): Promise<void> {
    const { job, work, stop } = entry;
    const changed = () => {
      for (const listener of entry.listeners) listener();
    };
    try {
      stop.signal.throwIfAborted();
      Object.assign(job, { status: "running", started_at: now() } satisfies Partial<Job>);
      changed();
      // Somebody may have cancelled it elsewhere while it waited.
      await this.#record(entry);
      stop.signal.throwIfAborted();
      await work.run(job, changed, stop.signal);
      job.status = stop.signal.aborted ? stopped(stop.signal) : "finished";
    } catch (error) {
      job.status = stop.signal.aborted ? stopped(stop.signal) : "failed";
      if (job.status === "failed") this.#fail(job, error);
    } finally {
      endRecords();
      job.ended_at = now();
      await work.dispose().catch(this.#onError);
      await this.#record(entry).catch(this.#onError);
      this.#jobs.delete(job.id);
      changed();
    }
  }

  #fail(job: Job, error: unknown): void {
    const { code, detail, status } = toProblem(error);
    job.error = { code, detail };
    if (status >= 500) this.#onError(error);
  }

  async #record({ job, stop }: Running): Promise<void> {
    const logged = { job, owner: processIdentity, seenAt: Date.now() };
    if (await this.#log.put(logged)) stop.abort();
  }
}

const closing = new Error("The server is stopping.");

function stopped(signal: AbortSignal): Job["status"] {
  return signal.reason === closing ? "interrupted" : "cancelled";
}

function newJob({ kind, total }: JobWork): Job {
  return {
    ...{ id: randomUUID(), kind, status: "waiting" },
    ...{ created_at: now(), started_at: null, ended_at: null },
    progress: { done: 0, total, added: 0, updated: 0, unchanged: 0, failed: 0, queued: 0 },
    ...{ failures: [], findings: [], error: null },
  };
}

function now(): string {
  return new Date().toISOString();
}

function tooMany(): RevimgError {
  return new RevimgError("overloaded", "Too many jobs wait already. Send this one again later.", {
    details: { retryAfterMs: 30_000 },
  });
}
