import { type CallOptions, type Revimg, RevimgError } from "@revimg/core";
import { z } from "zod";
import { hasEnded } from "../process-identity.js";
import { jobSchema } from "../schemas/jobs.js";
import { hasJobEnded, type Job } from "../wire/jobs.js";

/** A job as it is recorded: with the process that does it, and when that last said so. */
export interface LoggedJob {
  job: Job;
  owner: string;
  /** Milliseconds since 1970. */
  seenAt: number;
  /** Somebody has asked another server to cancel it. */
  isCancelWanted?: boolean | undefined;
}

const settingName = "http.jobs";
const mostJobs = 50;
/** A process of another host that said nothing for so long has ended. */
const silenceMs = 60_000;
const mostAttempts = 20;

const logSchema = z.array(
  z.strictObject({
    ...{ job: jobSchema, owner: z.string(), seenAt: z.number() },
    isCancelWanted: z.boolean().optional(),
  }),
);

/**
 * The last jobs, recorded in a setting of the index, so that they outlive the server and
 * all servers of an index know them.
 */
export class JobLog {
  readonly #settings: Revimg["settings"];

  constructor({ settings }: Pick<Revimg, "settings">) {
    this.#settings = settings;
  }

  /** The newest first. A job whose server has ended is `interrupted`. */
  async list(options?: CallOptions): Promise<Job[]> {
    return (await this.#read(options)).jobs.map(({ job }) => job);
  }

  /** Null for one that is not recorded, or no longer. */
  async get(id: string, options?: CallOptions): Promise<LoggedJob | null> {
    return (await this.#read(options)).jobs.find(({ job }) => job.id === id) ?? null;
  }

  /**
   * Records a job, in place of what was recorded of it. Resolves to whether somebody has
   * asked another server to cancel it.
   */
  async put(logged: LoggedJob): Promise<boolean> {
    let isCancelWanted = false;
    await this.#change((jobs) => {
      const known = jobs.findIndex(({ job }) => job.id === logged.job.id);
      if (known < 0) return [logged, ...jobs].slice(0, mostJobs);
      isCancelWanted = jobs[known]?.isCancelWanted === true;
      return jobs.with(known, { ...logged, ...(isCancelWanted && { isCancelWanted }) });
    });
    return isCancelWanted;
  }

  /** Tells the server that does a job to cancel it. It hears of it with its next record. */
  async wantCancel(id: string): Promise<void> {
    await this.#change((jobs) =>
      jobs.map((logged) => {
        const isMeant = logged.job.id === id && !hasJobEnded(logged.job);
        return isMeant ? { ...logged, isCancelWanted: true } : logged;
      }),
    );
  }

  async #change(change: (jobs: LoggedJob[]) => LoggedJob[]): Promise<void> {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const { jobs, text: expected } = await this.#read();
      const text = JSON.stringify(change(jobs));
      if (await this.#settings.set(settingName, text, { expected })) return;
    }
    throw new RevimgError("store_failed", "The record of jobs changed too often to be written.");
  }

  async #read(options?: CallOptions): Promise<{ jobs: LoggedJob[]; text: string | null }> {
    const text = await this.#settings.get(settingName, options);
    // What another version wrote may be of another form; it is replaced.
    const { data = [] } = logSchema.safeParse(parse(text));
    return { jobs: data.map(afterItsServer), text };
  }
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "[]");
  } catch {
    return undefined;
  }
}

/** A job under way whose server has ended will not end by itself. */
function afterItsServer(logged: LoggedJob): LoggedJob {
  const { job, owner, seenAt } = logged;
  const lives = !hasEnded(owner) && Date.now() - seenAt < silenceMs;
  if (hasJobEnded(job) || lives) return logged;
  const ended_at = new Date(seenAt).toISOString();
  return { ...logged, job: { ...job, status: "interrupted", ended_at } };
}
