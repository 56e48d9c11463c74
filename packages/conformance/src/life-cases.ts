import type { CallOptions } from "@revimg/core";
import { activeResources, nothingNewKeepsAlive } from "./active-resources.js";
import { rejectsWith, rejectsWithReason } from "./checks.js";
import type { ConformanceCase, ConformingStore } from "./conformance-case.js";

/** A call of a store, for promises that hold for each of its methods. */
type NamedCall = [name: string, call: (options: CallOptions) => Promise<unknown>];

/** What the cases on opening and closing need of a kind of store. */
export interface StoreKind<Store extends ConformingStore> {
  /** Defines a case. At its end its stores are closed, and their contents removed. */
  define(
    name: string,
    body: (session: LifeSession<Store>) => Promise<void>,
  ): ConformanceCase<Store>;
  /** Calls every method that works on an open store once, with names of the given scope. */
  calls(store: Store, scope: string): NamedCall[];
  /** Calls `open`, for kinds that have it. */
  open?(store: Store, scope: string, options: CallOptions): Promise<unknown>;
}

interface LifeSession<Store> {
  readonly scope: string;
  /** A store that is not open yet. */
  make(): Promise<Store>;
  /** A store that is ready for use. */
  open(): Promise<Store>;
}

/** What all three interfaces promise on signals, opening and closing. */
export function lifeCases<Store extends ConformingStore>({
  define,
  calls,
  open,
}: StoreKind<Store>): ConformanceCase<Store>[] {
  const opening = (store: Store, scope: string): NamedCall[] =>
    open ? [["open", (options) => open(store, scope, options)]] : [];
  const beforeOpen = define(
    "before open every call is refused with invalid_input",
    async (session) => {
      for (const [name, call] of calls(await session.make(), session.scope)) {
        await rejectsWith("invalid_input", `${name}() before open()`, () => call({}));
      }
    },
  );
  return [
    define(
      "a signal aborted before the call makes every call reject with its reason",
      async (session) => {
        const reason = new Error("aborted before a conformance case made the call");
        const signal = AbortSignal.abort(reason);
        const store = await session.open();
        for (const [name, call] of [
          ...calls(store, session.scope),
          ...opening(store, session.scope),
        ]) {
          await rejectsWithReason(reason, `${name}() with an aborted signal`, () =>
            call({ signal }),
          );
        }
      },
    ),
    ...(open ? [beforeOpen] : []),
    define("after close every call is refused with disposed", async (session) => {
      const store = await session.open();
      await store.close();
      for (const [name, call] of [
        ...calls(store, session.scope),
        ...opening(store, session.scope),
      ]) {
        await rejectsWith("disposed", `${name}() after close()`, () => call({}));
      }
    }),
    define("a second close does nothing", async (session) => {
      const store = await session.open();
      await store.close();
      await store.close();
      await store[Symbol.asyncDispose]();
    }),
    define("leaving an `await using` block closes the store", async (session) => {
      const store = await session.open();
      await store[Symbol.asyncDispose]();
      const [first] = calls(store, session.scope);
      if (first) await rejectsWith("disposed", `${first[0]}() after the block`, () => first[1]({}));
    }),
    define("after close nothing keeps the process alive", async (session) => {
      const before = await activeResources();
      const store = await session.open();
      for (const [, call] of calls(store, session.scope)) await call({});
      await store.close();
      await nothingNewKeepsAlive(before);
    }),
  ];
}
