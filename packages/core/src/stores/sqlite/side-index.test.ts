import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.js";
import { createSqliteStores } from "./sqlite-stores.js";

async function openVectors(directory?: string) {
  const folder = directory ?? (await temporaryFolder());
  const stores = await createSqliteStores({ directory: folder });
  onTestFinished(() => stores.close());
  await stores.vectors.open({ space: "test-1", dimension: 4 });
  return { directory: folder, close: () => stores.close(), vectors: stores.vectors };
}

const at = (degrees: number) => {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle), 0, 0);
};
const record = (degrees: number, id = `at-${degrees}`) => ({ id, vector: at(degrees) });
const idsOf = ({ hits }: { hits: { id: string }[] }) => hits.map(({ id }) => id);

/** Five rows in slots 0 to 4, and an index of them. */
async function openIndexed() {
  const opened = await openVectors();
  const { vectors } = opened;
  await vectors.sideIndex.state();
  await vectors.upsert([10, 20, 30, 40, 50].map((degrees) => record(degrees)));
  const { revision } = await vectors.sideIndex.state();
  await vectors.sideIndex.adopt({ revision, stamp: "the stamp" });
  const query = (topK: number, candidates: number[], isAll = false, built = revision) =>
    vectors.sideIndex.query({
      vector: at(0),
      topK,
      revision: built,
      candidates: Int32Array.from(candidates),
      isAll,
    });
  return { ...opened, revision, query };
}

describe("what changed since an index was made", () => {
  test("is counted by slot, whether written, replaced or deleted", async () => {
    const { vectors, revision } = await openIndexed();
    await vectors.upsert([record(10), record(60)]);
    await vectors.upsert([record(60)]);
    await vectors.delete(["at-50", "absent"]);
    expect(await vectors.sideIndex.state()).toEqual({
      revision: revision + 3,
      rows: 5,
      slotEnd: 6,
      builtRevision: revision,
      stamp: "the stamp",
      changed: 3,
    });
  });

  test("is known to the one who opens the file next, and noted by those who keep no index", async () => {
    const { vectors, directory, close } = await openIndexed();
    await vectors.upsert([record(60)]);
    await close();
    const again = await openVectors(directory);
    await again.vectors.delete(["at-10"]);
    await again.close();
    const { sideIndex } = (await openVectors(directory)).vectors;
    expect(await sideIndex.state()).toMatchObject({ changed: 2, stamp: "the stamp" });
  });

  test("an index of an earlier revision leaves what came after it", async () => {
    const { vectors } = await openIndexed();
    await vectors.upsert([record(60)]);
    const { revision } = await vectors.sideIndex.state();
    await vectors.upsert([record(70)]);
    const state = await vectors.sideIndex.adopt({ revision, stamp: "next" });
    expect(state).toMatchObject({ changed: 1, builtRevision: revision, stamp: "next" });
  });

  test("goes with its space, and a new one of the same name begins without", async () => {
    const { vectors } = await openIndexed();
    await vectors.drop("test-1");
    await vectors.open({ space: "test-1", dimension: 4 });
    const state = await vectors.sideIndex.state();
    expect(state).toMatchObject({ rows: 0, builtRevision: null, stamp: null, changed: 0 });
  });
});

describe("a query with candidates", () => {
  test("scores them from the table, and adds what changed", async () => {
    const { vectors, query } = await openIndexed();
    await vectors.upsert([record(5), record(15)]);
    const answer = await query(3, [0, 1, 2]);
    expect(answer.usedCandidates).toBe(true);
    expect(idsOf(answer)).toEqual(["at-5", "at-10", "at-15"]);
    expect(answer.hits[1]?.score).toBeCloseTo(Math.cos((10 * Math.PI) / 180), 6);
  });

  test("passes over candidates that were replaced or deleted, also when their slot was taken", async () => {
    const { vectors, query } = await openIndexed();
    await vectors.upsert([record(80, "at-10")]);
    await vectors.delete(["at-20"]);
    await vectors.upsert([record(85, "new")]);
    const answer = await query(2, [0, 1, 2, 3]);
    expect(answer.usedCandidates).toBe(true);
    expect(idsOf(answer)).toEqual(["at-30", "at-40"]);
  });

  test("is answered by all rows when too few candidates are left", async () => {
    const { vectors, query } = await openIndexed();
    await vectors.delete(["at-10"]);
    const answer = await query(2, [0, 1]);
    expect(answer).toMatchObject({ usedCandidates: false });
    expect(idsOf(answer)).toEqual(["at-20", "at-30"]);
  });

  test("takes few candidates for enough when they are all there are", async () => {
    const { vectors, query } = await openIndexed();
    await vectors.delete(["at-10", "at-20", "at-30"]);
    const answer = await query(9, [0, 1, 2, 3, 4], true);
    expect(answer.usedCandidates).toBe(true);
    expect(idsOf(answer)).toEqual(["at-40", "at-50"]);
  });

  test("is answered by all rows when the candidates are of another index", async () => {
    const { vectors, query, revision } = await openIndexed();
    expect(idsOf(await query(1, [4], false, revision - 1))).toEqual(["at-10"]);
    await vectors.sideIndex.discard();
    const answer = await query(1, [4]);
    expect(answer.usedCandidates).toBe(false);
    expect(idsOf(answer)).toEqual(["at-10"]);
  });

  test("does not trust slots that there are none of", async () => {
    const { query } = await openIndexed();
    expect(idsOf(await query(2, [4, 17, -1, 3], true))).toEqual(["at-40", "at-50"]);
  });
});

test("rows are read in order of their slots, a page at a time, and by slot", async () => {
  const { vectors } = await openIndexed();
  await vectors.delete(["at-20"]);
  const first = await vectors.sideIndex.rows(0, 2);
  expect(first).toEqual({
    slots: Int32Array.of(0, 2),
    vectors: Float32Array.of(...at(10), ...at(30)),
  });
  expect((await vectors.sideIndex.rows(3, 9)).slots).toEqual(Int32Array.of(3, 4));
  expect((await vectors.sideIndex.rows(5, 9)).slots).toHaveLength(0);
  expect((await vectors.sideIndex.rowsAt([4, 1, 0])).slots.toSorted()).toEqual(Int32Array.of(0, 4));
});
