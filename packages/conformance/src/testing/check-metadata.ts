import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { ImageRecord, MetadataStore } from "@revimg/core";
import { memoryMetadata } from "@revimg/core/memory";
import { withCleanup } from "../cleanup.js";
import type { CreateStore } from "../conformance-case.js";
import { MetadataSession } from "../metadata/metadata-session.js";
import { idOf } from "../metadata/sample-records.js";
import { allPages } from "../pages.js";
import { type MetadataCall, metadataCall } from "./metadata-calls.js";
import { checkSequences, type OracleOptions } from "./oracle-run.js";
import { ScanTracker } from "./scan-tracker.js";

/**
 * Makes random calls on two stores of one collection, in turns, and on a
 * `memoryMetadata`. Every answer must be the same.
 */
export async function checkMetadataAgainstOracle(
  create: CreateStore<MetadataStore>,
  options: OracleOptions = {},
): Promise<void> {
  const probe = await create("kit-probe");
  const { filter } = probe.capabilities;
  await probe.close();
  await checkSequences(
    metadataCall(filter),
    (calls) =>
      withCleanup(async (later) => {
        const run = await MetadataRun.start(new MetadataSession(create, later));
        for (const [i, call] of calls.entries()) await run.make(call, i);
        await run.finish();
      }),
    options,
  );
}

class MetadataRun {
  readonly #session: MetadataSession;
  readonly #stores: MetadataStore[];
  readonly #oracle: MetadataStore;
  #scan: ScanTracker | undefined;

  static async start(session: MetadataSession): Promise<MetadataRun> {
    const oracle = memoryMetadata();
    await oracle.open({ collection: "oracle" });
    return new MetadataRun(session, [await session.open(), await session.open()], oracle);
  }

  private constructor(session: MetadataSession, stores: MetadataStore[], oracle: MetadataStore) {
    this.#session = session;
    this.#stores = stores;
    this.#oracle = oracle;
  }

  async make(call: MetadataCall, turn: number): Promise<void> {
    const store = this.#stores[turn % 2]!;
    switch (call.type) {
      case "put":
        this.#scan?.touch(call.records.map(({ id }) => id));
        return this.#change((one) => one.put(call.records), store);
      case "delete":
        this.#scan?.touch(call.numbers.map(idOf));
        return this.#change((one) => one.delete(call.numbers.map(idOf)), store);
      case "setStatus":
        this.#scan?.touch(call.numbers.map(idOf));
        return this.#change((one) => one.setStatus(call.numbers.map(idOf), call.status), store);
      case "removeSource":
        this.#scan?.touch([idOf(call.number)]);
        return this.#change((one) => one.removeSource(idOf(call.number), call.source), store);
      case "startScan":
        this.#scan = new ScanTracker(call.pageSize, await everyId(this.#oracle));
        return;
      case "nextPage":
        return this.#scan?.next((after, pageSize) => store.scan({ after, pageSize }));
      case "reopen":
        await store.close();
        this.#stores[turn % 2] = await this.#session.open();
        return;
      case "setMeta":
        return this.#same(async (one) => {
          const { key, value, ...rest } = call;
          const isSet = await one.setMeta(key, value, rest);
          return [isSet, await one.getMeta(key)];
        }, store);
      default:
        return this.#same((one) => answer(one, call), store);
    }
  }

  /** Runs the scan under way to its end. Both stores must then hold the same. */
  async finish(): Promise<void> {
    const store = this.#stores[0]!;
    await this.#scan?.drain((after, pageSize) => store.scan({ after, pageSize }));
    const ids = await everyId(this.#oracle);
    assert.deepEqual(await everyId(store), ids);
    await this.#same(async (one) => (await one.get(ids)).map(comparable), store);
  }

  /** A change must move the revision, unless it changes nothing. */
  async #change(
    work: (store: MetadataStore) => Promise<unknown>,
    store: MetadataStore,
  ): Promise<void> {
    const [before, revision] = [await everything(this.#oracle), await store.revision()];
    await this.#same(work, store);
    const [after, moved] = [await everything(this.#oracle), await store.revision()];
    const isChanged = !isDeepStrictEqual(before, after);
    assert.ok(
      isChanged ? moved > revision : moved >= revision,
      `the revision was ${revision} before a change and ${moved} after it`,
    );
  }

  async #same(work: (store: MetadataStore) => Promise<unknown>, store: MetadataStore) {
    const [actual, expected] = [await work(store), await work(this.#oracle)];
    assert.deepEqual(actual, expected);
  }
}

async function answer(
  store: MetadataStore,
  call: Extract<
    MetadataCall,
    {
      type:
        | "get"
        | "signatures"
        | "findByHash"
        | "findByPath"
        | "findByUrl"
        | "scan"
        | "tagCounts"
        | "topTags"
        | "stats";
    }
  >,
): Promise<unknown> {
  switch (call.type) {
    case "get":
      return (await store.get(call.numbers.map(idOf), { signatures: call.signatures })).map(
        comparable,
      );
    case "signatures":
      return (await store.signatures(call.numbers.map(idOf))).map((one) => one && [...one]);
    case "findByHash":
      return (await store.findByHash(call.hashes)).map(comparable);
    case "findByPath":
      return (await store.findByPath(call.paths)).map((found) => found.map(comparable));
    case "findByUrl":
      return (await store.findByUrl(call.urls)).map((found) => found.map(comparable));
    case "scan": {
      const { type, ...page } = call;
      return (await allPages(page.pageSize, (after) => store.scan({ ...page, after }))).sort();
    }
    case "tagCounts":
      return store.tagCounts(call.tags);
    case "topTags":
      return store.topTags({ prefix: call.prefix, limit: call.limit });
    case "stats":
      return (await store.stats()).count;
  }
}

/**
 * Later than any time in a sequence. Times that `setStatus` sets differ a little
 * between two stores.
 */
const longAgo = 1_750_000_000_000;

function comparable(record: ImageRecord | null) {
  if (!record) return null;
  const isNow = record.indexedAt !== null && record.indexedAt > longAgo;
  return { ...record, indexedAt: isNow ? "now" : record.indexedAt };
}

async function everything(store: MetadataStore): Promise<unknown> {
  return store.get(await everyId(store));
}

async function everyId(store: MetadataStore): Promise<string[]> {
  const ids = await allPages(50, (after) => store.scan({ after, pageSize: 50 }));
  return ids.sort();
}
