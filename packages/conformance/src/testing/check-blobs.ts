import assert from "node:assert/strict";
import type { BlobStore, PutBlobOptions } from "@revimg/core";
import { memoryBlobs } from "@revimg/core/memory";
import fc from "fast-check";
import { BlobSession, bytesOf, listed } from "../blobs/blob-session.js";
import { noise, streamOf } from "../blobs/sample-bytes.js";
import { withCleanup } from "../cleanup.js";
import type { CreateStore } from "../conformance-case.js";
import { checkSequences, type OracleOptions, oneOrMoreOf } from "./oracle-run.js";

type BlobCall =
  | ({ type: "put"; name: string; size: number; seed: number; isStream: boolean } & PutBlobOptions)
  | { type: "get"; name: string; range?: { start: number; end: number } }
  | { type: "stat"; name: string }
  | { type: "delete"; names: string[] }
  | { type: "list"; prefix: string }
  | { type: "reopen" };

const names = [
  "a",
  "a.b",
  "a/b",
  "a/b.c",
  "a/b/c",
  "aa",
  "b/.hidden",
  "B/x_-",
  "long/".repeat(40).concat("z"),
];
const prefixes = ["", "a", "a/", "a/b", "a/b/", "b", "absent", "long/long"];

function blobCall(): fc.Arbitrary<BlobCall> {
  const type = <Name extends BlobCall["type"]>(name: Name) => fc.constant(name);
  const name = fc.constantFrom(...names);
  const size = fc.oneof(fc.constantFrom(0, 1, 65_536, 65_537, 300_000), fc.nat(200_000));
  const start = fc.oneof(fc.constantFrom(0, 1, 65_535, 65_536), fc.nat(2_000));
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record(
        {
          type: type("put"),
          name,
          size,
          seed: fc.nat(50),
          isStream: fc.boolean(),
          ifAbsent: fc.boolean(),
          contentType: fc.constantFrom("image/webp", "image/avif"),
        },
        { requiredKeys: ["type", "name", "size", "seed", "isStream"] },
      ),
    },
    {
      weight: 3,
      arbitrary: fc
        .record(
          { type: type("get"), name, start, length: fc.nat(200_000) },
          { requiredKeys: ["type", "name"] },
        )
        .map(({ start, length, ...call }) => ({
          ...call,
          ...(start !== undefined && { range: { start, end: start + (length ?? 0) } }),
        })),
    },
    fc.record({ type: type("stat"), name }),
    { weight: 2, arbitrary: fc.record({ type: type("delete"), names: oneOrMoreOf(names, 4) }) },
    {
      weight: 2,
      arbitrary: fc.record({ type: type("list"), prefix: fc.constantFrom(...prefixes) }),
    },
    fc.record({ type: type("reopen") }),
  );
}

/**
 * Makes random calls on two stores of the same blobs, in turns, and on a `memoryBlobs`.
 * Every answer must be the same.
 */
export async function checkBlobsAgainstOracle(
  create: CreateStore<BlobStore>,
  options: OracleOptions = {},
): Promise<void> {
  await checkSequences(
    blobCall(),
    (calls) =>
      withCleanup(async (later) => {
        const session = new BlobSession(create, later);
        const stores = [await session.open(), await session.open()];
        const oracle = memoryBlobs();
        for (const [turn, call] of calls.entries()) {
          if (call.type === "reopen") {
            await stores[turn % 2]!.close();
            stores[turn % 2] = await session.open();
          } else {
            await compare(stores[turn % 2]!, oracle, session, call);
          }
        }
        for (const name of names) await compare(stores[0]!, oracle, session, { type: "get", name });
        await compare(stores[0]!, oracle, session, { type: "list", prefix: "" });
      }),
    options,
  );
}

async function compare(
  store: BlobStore,
  oracle: BlobStore,
  session: BlobSession,
  call: Exclude<BlobCall, { type: "reopen" }>,
): Promise<void> {
  const keepsType = store.capabilities.contentType;
  // Nothing is promised for a range that begins beyond the end.
  if (call.type === "get" && call.range) {
    const stat = await oracle.stat(session.key(call.name));
    if (stat && call.range.start >= stat.size) return;
  }
  const expected = await answer(oracle, session, call, keepsType);
  assert.deepEqual(await answer(store, session, call, keepsType), expected);
}

async function answer(
  store: BlobStore,
  session: BlobSession,
  call: Exclude<BlobCall, { type: "reopen" }>,
  keepsType: boolean,
): Promise<unknown> {
  const typed = <Stat extends { contentType: string | null }>(stat: Stat) =>
    keepsType ? stat : { ...stat, contentType: null };
  switch (call.type) {
    case "put": {
      const { type, name, size, seed, isStream, ...options } = call;
      const bytes = noise(size, seed);
      return store.put(session.key(name), isStream ? streamOf(bytes) : bytes, options);
    }
    case "get": {
      const { range } = call;
      const blob = await store.get(session.key(call.name), range && { range });
      return blob && { bytes: (await bytesOf(blob)).toString("base64"), stat: typed(blob.stat) };
    }
    case "stat": {
      const stat = await store.stat(session.key(call.name));
      return stat && typed(stat);
    }
    case "delete":
      return store.delete(call.names.map((name) => session.key(name)));
    case "list":
      return (await listed(store, session.key(call.prefix))).sort();
  }
}
