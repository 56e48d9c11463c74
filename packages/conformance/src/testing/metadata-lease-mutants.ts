import type { LeaseOptions, MetadataStore, WriteOptions } from "@revimg/core";
import { type Memory, memoryMetadata } from "@revimg/core/memory";
import { idOf } from "../metadata/sample-records.js";
import { aTurn, type Mutant, metadataMutant as mutant } from "./mutant.js";

const lost = "writes of an owner that has lost its lease are refused";
const needsMore = "a write that needs a lease more than its owner has is refused";

const revision = "a refused write does not move the revision";

function unowned<Options extends WriteOptions>(options?: Options) {
  const { owner, ...rest } = options ?? {};
  return rest;
}

/** The leases of every collection, where they are kept. */
function tablesOf({ collections }: Memory) {
  return [...collections.values()].map(({ leases }) => leases);
}

/** Mistakes with leases and owners. */
export const metadataLeaseMutants: readonly Mutant<MetadataStore>[] = [
  mutant(
    "a store gives a lease of its own to another owner",
    "a lease that is held is refused to other owners",
    (store) => {
      const owners = new Map<string, string>();
      return {
        async lease(ids, options) {
          for (const id of ids) {
            const owner = owners.get(id);
            if (owner !== undefined) await store.release([id], { owner });
            owners.set(id, options.owner);
          }
          return store.lease(ids, options);
        },
      };
    },
  ),
  mutant(
    "the granted leases come first",
    "each lease is decided by itself, in the order asked for",
    (store) => ({
      lease: async (ids, options) =>
        (await store.lease(ids, options)).sort((a, b) => Number(b) - Number(a)),
    }),
  ),
  mutant("100 ids of a lease are enough", "one lease takes maxBatch ids", (store) => ({
    lease: (ids, options) => store.lease(ids.slice(0, 100), options),
  })),
  mutant(
    "an owner is refused its own lease",
    "an owner may ask again for a lease that it holds",
    (store) => ({
      async lease(ids, options) {
        const held = await store.renew(ids, options);
        return (await store.lease(ids, options)).map((granted, i) => granted && !held[i]);
      },
    }),
  ),
  mutant(
    "others may ask between look and take",
    "of eight stores that want the same lease one gets it",
    (store) => ({
      async lease(ids, options) {
        const isFree = await store.lease(ids, { ...options, ttlMs: 0 });
        if (ids.length > 1) return store.lease(ids, options);
        await aTurn();
        await store.lease(ids, options);
        return isFree;
      },
    }),
  ),
  mutant("release takes back all or nothing", "a lease that was released is free", (store) => ({
    async release(ids, options) {
      const held = await store.renew(ids, { ...options, ttlMs: 3_600_000 });
      if (held.every(Boolean)) await store.release(ids, options);
    },
  })),
  mutant(
    "anybody releases a lease",
    "release leaves the leases of other owners",
    (store, memory) => ({
      async release(ids, options) {
        await store.release(ids, options);
        for (const leases of tablesOf(memory))
          for (const owner of ["a", "b"]) leases.release(ids, owner);
      },
    }),
  ),
  mutant(
    "leases of several pictures never end",
    [
      "renewing gives a lease a new time",
      "a lease is held after its time, until somebody takes it",
    ],
    (store) => {
      const forever = (options: LeaseOptions) => ({ ...options, ttlMs: 86_400_000 });
      return {
        lease: (ids, options) => store.lease(ids, ids.length > 1 ? forever(options) : options),
      };
    },
  ),
  mutant("renewing changes nothing", "renewing gives a lease a new time", (store) => ({
    renew: (ids, options) => store.renew(ids, { ...options, ttlMs: 0 }),
  })),
  mutant(
    "a lease can't be renewed once its time is up",
    "a lease is held after its time, until somebody takes it",
    (store) => {
      const until = new Map<string, number>();
      const note = (ids: readonly string[], { ttlMs }: LeaseOptions, are: boolean[]) => {
        ids.forEach((id, i) => {
          if (are[i]) until.set(id, performance.now() + ttlMs);
        });
        return are;
      };
      return {
        lease: async (ids, options) => note(ids, options, await store.lease(ids, options)),
        async renew(ids, options) {
          const now = performance.now();
          const isLate = ids.map((id) => (until.get(id) ?? Infinity) < now);
          const held = note(ids, options, await store.renew(ids, options));
          return held.map((isHeld, i) => isHeld && !isLate[i]);
        },
      };
    },
  ),
  mutant(
    "renewing takes what is free",
    "a lease that was taken is lost, even when it is free again",
    (store) => ({
      async renew(ids, options) {
        const held = await store.renew(ids, options);
        const lacking = ids.filter((_, i) => !held[i]);
        const taken = await store.lease(lacking, options);
        return held.map((isHeld, i) => isHeld || taken[lacking.indexOf(ids[i]!)]!);
      },
    }),
  ),
  mutant(
    "leases outlive their store",
    "after close its leases are free, and those of other stores held",
    (store, memory) => {
      const other = memoryMetadata({ memory });
      return {
        async open(options) {
          await store.open(options);
          await other.open(options);
        },
        async lease(ids, options) {
          await store.renew([], options);
          return other.lease(ids, options);
        },
      };
    },
  ),
  mutant(
    "closing frees the leases of all stores",
    "after close its leases are free, and those of other stores held",
    (store, memory) => ({
      async close() {
        await store.close();
        for (const leases of tablesOf(memory)) {
          for (const owner of ["a", "b"]) leases.release([1, 2, 3].map(idOf), owner);
        }
      },
    }),
  ),
  mutant(
    "two collections share their leases",
    "the leases of two collections know nothing of each other",
    (store, memory) => ({
      async lease(ids, options) {
        await store.renew(ids, options);
        const all = tablesOf(memory).map((leases) => leases.lease(ids, options, {}));
        const granted = await store.lease(ids, options);
        return granted.map((isGranted, i) => isGranted && all.every((answers) => answers[i]));
      },
    }),
  ),
  mutant("a lease moves the revision", "leases do not move the revision", (store, memory) => ({
    async lease(ids, options) {
      const granted = await store.lease(ids, options);
      for (const collection of memory.collections.values()) collection.revision++;
      return granted;
    },
  })),
  mutant("put asks for no lease", [lost, needsMore], (store) => ({
    put: (records, options) => store.put(records, unowned(options)),
  })),
  mutant("setStatus asks for no lease", [lost, needsMore], (store) => ({
    setStatus: (ids, status, options) => store.setStatus(ids, status, unowned(options)),
  })),
  mutant("removeSource asks for no lease", lost, (store) => ({
    removeSource: (id, source, options) => store.removeSource(id, source, unowned(options)),
  })),
  mutant("delete asks for no lease", [lost, needsMore, revision], (store) => ({
    delete: (ids, options) => store.delete(ids, unowned(options)),
  })),
  mutant("one lease is enough for a write", needsMore, (store) => ({
    async put(records, options) {
      await store.setStatus([], "failed", options);
      if (options?.owner === undefined) return store.put(records, options);
      const held = await store.renew(
        records.map(({ id }) => id),
        { owner: options.owner, ttlMs: 0 },
      );
      return store.put(records, held.some(Boolean) ? unowned(options) : options);
    },
  })),
  mutant("a refused write has moved the revision", revision, (store, memory) => ({
    async delete(ids, options) {
      await store.delete(ids, options).catch((error) => {
        for (const collection of memory.collections.values()) collection.revision++;
        throw error;
      });
    },
  })),
  mutant(
    "a write without an owner waits for leases",
    "writes without an owner do not look at leases",
    (store) => ({
      async put(records, options) {
        const ids = records.map(({ id }) => id);
        const owner = options?.owner ?? "nobody";
        if (options?.owner === undefined) await store.lease(ids, { owner, ttlMs: 60_000 });
        await store.put(records, { ...options, owner });
        if (options?.owner === undefined) await store.release(ids, { owner });
      },
    }),
  ),
  mutant(
    "a lease may be taken between its check and the write",
    "once a lease is taken, the owner before writes nothing more",
    (store, memory) => ({
      async put(records, options) {
        const ids = records.map(({ id }) => id);
        for (const leases of tablesOf(memory)) leases.require(ids, options?.owner, "memory");
        if (options?.owner !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
        await store.put(records, unowned(options));
      },
    }),
  ),
];
