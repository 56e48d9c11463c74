/**
 * Where pg-boss keeps its tables. The schemas of collections begin with `revimg_`, so
 * none of them has this name.
 */
export const schema = "pgboss_revimg";

/**
 * Our own statements on the table of pg-boss, for what it has no calls for: it counts a
 * lease from the start of a job only, and can't tell two turns of one job apart. `$1` is
 * the name of the queue. `retry_count` rises with each turn, so it names the turn.
 */
const job = `${schema}.job`;

const turn = "name = $1 and id = $2 and retry_count = $3 and state = 'active'";

/** `output->>'done'` and so on of jobs that ended or are under way; 0 where there is none. */
const sum = (key: string, where: string) =>
  `coalesce(sum((output->>'${key}')::bigint) filter (where ${where}), 0)::float8`;

/** The label of a job is the number of its pictures. So counting them reads no shard. */
const pictures = (where: string) =>
  `coalesce(sum(singleton_key::bigint) filter (where ${where}), 0)::float8`;

const shards = (where: string) => `(count(*) filter (where ${where}))::float8`;

const waits = "state in ('created', 'retry')";
const isActive = "state = 'active'";
const isDone = "state = 'completed'";

/** Work that counts for the rate: of the last ten minutes, and what is under way. */
const isRecent = `(${isDone} and completed_on > now() - interval '10 minutes' or ${isActive})`;

/**
 * pg-boss sorts all that waits to take one job, and reads all jobs to find silent workers:
 * 1.3 s each among 200,000 shards, and 4 ms with these.
 */
export const indexes = {
  next: `create index if not exists revimg_next on ${job} (priority desc, created_on, id)
    where state < 'active'`,
  active: `create index if not exists revimg_active on ${job} (started_on)
    where state = 'active'`,
};

export const statements = {
  /** Gives a turn `$4` more milliseconds, and tells what is done (`$5`). No row: it is lost. */
  renew: `update ${job}
    set expire_in = clock_timestamp() - started_on + $4::float8 * interval '1 millisecond',
      output = $5::jsonb
    where ${turn} returning id`,

  /** Keeps a turn until the transaction ends. No row: it is lost. */
  hold: `select id from ${job} where ${turn} for update`,

  /** A finished job keeps its counts only: its pictures are in the index. */
  forget: `update ${job} set data = '{}'::jsonb where name = $1 and id = $2`,

  /** `$2`: the queue of dead letters. */
  status: `select
      ${shards(waits)} as waiting_shards, ${pictures(waits)} as waiting_pictures,
      ${shards("state = 'retry'")} as retrying_shards,
      ${shards(isActive)} as active_shards, ${pictures(isActive)} as active_pictures,
      ${sum("done", isActive)} as active_done,
      (count(distinct output->>'worker') filter (where ${isActive}))::float8 as workers,
      ${shards(isDone)} as finished_shards, ${sum("done", isDone)} as finished_pictures,
      ${sum("failed", isDone)} as finished_failed,
      ${sum("done", isRecent)} as recent_pictures,
      extract(epoch from now() - greatest(
        min(started_on) filter (where ${isRecent}), now() - interval '10 minutes'
      ))::float8 as recent_seconds,
      (select count(*)::float8 from ${job} where name = $2 and ${waits}) as dead_shards
    from ${job} where name = $1`,

  /** `$2`: the queue of dead letters. A lease ends at `started_on + expire_in`. */
  health: `select
      ${shards(waits)} as waiting_shards,
      (extract(epoch from now() - min(created_on) filter (where ${waits})) * 1000)::float8 as oldest_ms,
      ${shards(`${isActive} and started_on + expire_in < now()`)} as stalled_shards,
      (count(distinct output->>'worker') filter (where
        ${isDone} and completed_on > now() - interval '10 minutes'
        or ${isActive} and started_on + expire_in > now() - interval '10 minutes'
      ))::float8 as recent_workers,
      (select count(*)::float8 from ${job} where name = $2 and ${waits}) as dead_shards
    from ${job} where name = $1`,

  dead: `select id, data, output, created_on from ${job}
    where name = $1 and ${waits} order by created_on, id limit $2`,

  /** Dead letters that one transaction puts back; others may do the same at once. */
  takeDead: `select id, data from ${job}
    where name = $1 and ${waits} order by created_on, id limit $2 for update skip locked`,

  purge: `delete from ${job} where name = $1 and ${waits} returning id`,

  /** Whether no shard is left: none waits, is under way or was given up. */
  isEmpty: `select not exists (
      select from ${job} where name = $1 and state < 'completed' or name = $2 and ${waits}
    ) as empty`,

  /** Whether nothing waits and nothing is under way. */
  isIdle: `select not exists (
      select from ${job} where name = $1 and state < 'completed'
    ) as idle`,
};
