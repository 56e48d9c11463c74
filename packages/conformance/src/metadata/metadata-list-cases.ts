import assert from "node:assert/strict";
import type {
  ImageRecord,
  ListPlace,
  ListSort,
  MetadataListRequest,
  MetadataStore,
} from "@revimg/core";
import { range, rejectsWhenAborted, sameMembers } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { metadataCase } from "./metadata-session.js";
import { idOf, sampleRecord, tagOf } from "./sample-records.js";

/** Names whose order differs by bytes, by UTF-16 units and by any language. */
const names = ["b.jpg", "B.jpg", "a.jpg", "é.jpg", "～.jpg", "😀.jpg", "", "10.jpg", "9.jpg", "a"];

/** Several pictures have the same name, the same size and the same date. */
const tied = range(60).map((number) =>
  sampleRecord(number, {
    filename: names[(number * 7) % names.length]!,
    fileSize: 2 ** 33 + (number % 9),
    createdAt: 1_700_000_000_000 + 1_000 * (number % 13),
  }),
);

/** No two pictures are equal in any of the three. */
const distinct = range(60).map((number) =>
  sampleRecord(number, {
    status: number % 5 === 0 ? "failed" : "indexed",
    tags: number % 3 === 0 ? [tagOf("dog")] : [],
  }),
);

type Order = Pick<MetadataListRequest, "sort" | "descending">;

const orders: Order[] = (["date", "name", "size"] as const).flatMap((sort) =>
  [false, true].map((descending) => ({ sort, descending })),
);

/** The ids of all pages, and how many pages there were. */
async function listAll(
  store: MetadataStore,
  request: Omit<MetadataListRequest, "after">,
  betweenPages: (ids: readonly string[]) => Promise<void> = async () => {},
): Promise<string[]> {
  const ids: string[] = [];
  for (let after: ListPlace | null = null; ; ) {
    const page = await store.list({ ...request, after });
    assert.ok(page.ids.length <= request.pageSize, "a page is too long");
    ids.push(...page.ids);
    if (page.next === null) return ids;
    after = page.next;
    await betweenPages(page.ids);
  }
}

function sorted(records: readonly ImageRecord[], { sort, descending }: Order): string[] {
  const ascending = records.toSorted((a, b) => compare(a, b, sort) || byBytes(a.id, b.id));
  return (descending ? ascending.reverse() : ascending).map(({ id }) => id);
}

const idsOf = (records: readonly ImageRecord[]) => records.map(({ id }) => id);

function compare(a: ImageRecord, b: ImageRecord, sort: ListSort): number {
  if (sort === "name") return byBytes(a.filename, b.filename);
  return sort === "date" ? a.createdAt - b.createdAt : a.fileSize - b.fileSize;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** What `list` promises. */
export const metadataListCases: ConformanceCase<MetadataStore>[] = [
  metadataCase("a list goes by date, name or size, in both directions", async (session) => {
    const store = await session.openWith(tied);
    for (const order of orders) {
      for (const pageSize of [7, 100]) {
        const ids = await listAll(store, { ...order, pageSize });
        assert.deepEqual(ids, sorted(tied, order), `${JSON.stringify(order)} by ${pageSize}`);
      }
    }
  }),
  metadataCase("a list by status lists the pictures of this status only", async (session) => {
    const store = await session.openWith(distinct);
    const failed = distinct.filter(({ status }) => status === "failed");
    for (const order of orders) {
      const ids = await listAll(store, { ...order, status: "failed", pageSize: 5 });
      sameMembers(ids, idsOf(failed));
    }
  }),
  metadataCase(
    "a list with a filter lists the matching pictures only",
    async (session) => {
      const store = await session.openWith(distinct);
      const dogs = distinct.filter(({ tags }) => tags.length > 0);
      const filter = {
        ...{ domains: [], folders: [], tags: ["dog"], createdAt: {}, width: {}, height: {} },
        attributes: [],
      };
      for (const order of orders) {
        const ids = await listAll(store, { ...order, filter, pageSize: 4 });
        sameMembers(ids, idsOf(dogs));
      }
    },
    ({ filter }) => filter,
  ),
  metadataCase("a list during changes lists every picture that stays once", async (session) => {
    const store = await session.openWith(distinct);
    for (const order of orders) {
      const added = sampleRecord(900, { createdAt: 1, filename: "0", fileSize: 1 });
      const ids = await listAll(store, { ...order, pageSize: 9 }, async (page) => {
        await store.delete(page.slice(0, 3));
        await store.put([added]);
      });
      const listed = ids.filter((id) => id !== added.id);
      sameMembers(listed, idsOf(distinct));
      await store.delete([added.id]);
      await store.put(distinct);
    }
  }),
  metadataCase("a list of nothing is one empty page", async (session) => {
    const store = await session.open();
    const request = { sort: "date", descending: true, after: null, pageSize: 10 } as const;
    assert.deepEqual(await store.list(request), { ids: [], next: null });
    await store.put([sampleRecord(1)]);
    assert.deepEqual(await store.list({ ...request, pageSize: 1 }), {
      ids: [idOf(1)],
      next: null,
    });
  }),
  metadataCase("a list rejects with the reason of an aborted signal", async (session) => {
    const store = await session.openWith(distinct);
    await rejectsWhenAborted("list()", (signal) =>
      store.list({ sort: "name", descending: false, after: null, pageSize: 5, signal }),
    );
  }),
];
