import { type LeaseOptions, RevimgError } from "@revimg/core";
import type { Connections } from "./connections.js";
import type { Session } from "./session.js";

/**
 * The statements on leases in the schema `s` (a quoted name). All of them lock leases in
 * the order of their ids, and writes lock leases before the revision. So nobody waits in
 * a circle.
 */
export function leaseStatements(s: string) {
  const until = "clock_timestamp() + $3::double precision * interval '1 millisecond'";
  const held = `select l.image_id from ${s}.leases l
    where l.image_id = any($1) and l.owner = $2 order by l.image_id`;
  return {
    lease: `insert into ${s}.leases as l (image_id, owner, expires_at)
      select wanted.id, $2, ${until}
      from (select id from unnest($1::text[]) as w (id) order by id collate "C") wanted
      on conflict (image_id) do update set owner = excluded.owner, expires_at = excluded.expires_at
        where l.owner = excluded.owner or l.expires_at <= clock_timestamp()
      returning l.image_id`,
    renew: `with held as materialized (${held} for update)
      update ${s}.leases l set expires_at = ${until}
      from held where l.image_id = held.image_id returning l.image_id`,
    release: `with held as materialized (${held} for update)
      delete from ${s}.leases l using held where l.image_id = held.image_id`,
    /** Of several owners: the leases of a store that is closed. */
    releaseAll: `with held as materialized (
        select l.image_id from ${s}.leases l
        join unnest($1::text[], $2::text[]) as mine (id, owner)
          on l.image_id = mine.id and l.owner = mine.owner
        order by l.image_id for update of l
      )
      delete from ${s}.leases l using held where l.image_id = held.image_id`,
    /**
     * Begins a write of an owner: locks its leases until the commit, so that nobody takes
     * one before, and then the revision. Gives no row when one of them is lost.
     */
    step: `with held as materialized (${held} for share)
      update ${s}.state set revision = revision + 1
      where (select count(*) from held) = $3 returning revision`,
  };
}

export type LeaseStatements = ReturnType<typeof leaseStatements>;

/** Begins a write inside a transaction. Rejects with `lease_lost` when one of the leases is lost. */
export async function stepAsOwner(
  session: Session,
  { step }: LeaseStatements,
  ids: readonly string[],
  owner: string,
): Promise<void> {
  const held = [...new Set(ids)];
  const stepped = await session.run(step, [held, owner, held.length]);
  if (stepped.length > 0) return;
  throw new RevimgError(
    "lease_lost",
    "Pictures could not be written, because another writer has taken them over. The same call goes on from there.",
    { adapter: "postgres" },
  );
}

/** The leases of one store. Remembers those that it holds, to give them back when it is closed. */
export class StoreLeases {
  readonly #connections: Connections;
  /** The owner by id. */
  readonly #held = new Map<string, string>();

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async lease(
    { lease }: LeaseStatements,
    ids: readonly string[],
    { owner, ttlMs, signal }: LeaseOptions,
  ): Promise<boolean[]> {
    const wanted = [...ids];
    // Known before it is asked for: the answer may be lost.
    for (const id of wanted) this.#held.set(id, owner);
    const rows = await this.#connections.transactOne(signal, lease, [wanted, owner, ttlMs]);
    const granted = new Set(rows.map(({ image_id }) => String(image_id)));
    for (const id of wanted) if (!granted.has(id)) this.#forget(id, owner);
    return wanted.map((id) => granted.has(id));
  }

  async renew(
    { renew }: LeaseStatements,
    ids: readonly string[],
    { owner, ttlMs, signal }: LeaseOptions,
  ): Promise<boolean[]> {
    const wanted = [...ids];
    const rows = await this.#connections.transactOne(signal, renew, [wanted, owner, ttlMs]);
    const held = new Set(rows.map(({ image_id }) => String(image_id)));
    return wanted.map((id) => held.has(id));
  }

  async release(
    { release }: LeaseStatements,
    ids: readonly string[],
    { owner, signal }: Pick<LeaseOptions, "owner" | "signal">,
  ): Promise<void> {
    const held = [...ids];
    await this.#connections.transactOne(signal, release, [held, owner]);
    for (const id of held) this.#forget(id, owner);
  }

  /** The work that gives back all, or null when none is held. */
  releasingAll({ releaseAll }: LeaseStatements): ((session: Session) => Promise<unknown>) | null {
    if (this.#held.size === 0) return null;
    const values = [[...this.#held.keys()], [...this.#held.values()]];
    return (session) => session.run(releaseAll, values);
  }

  #forget(id: string, owner: string): void {
    if (this.#held.get(id) === owner) this.#held.delete(id);
  }
}
