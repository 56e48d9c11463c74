import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { chooseProbes, type ReadWithProbes, setProbes } from "./probes.js";

const lists = 64;

/** An index in which a query's neighbours lie in its nearest `needed` lists, evenly. */
function indexOf(needed: number, log: number[] = []): ReadWithProbes {
  return (probes) => {
    log.push(probes);
    return (_, count) =>
      Array.from({ length: count }, (_, place) =>
        place % needed < probes ? 1 - place / 1_000 : -1,
      )
        .filter((score) => score > -1)
        .concat(Array(count).fill(0))
        .slice(0, count);
  };
}

describe("the number of lists to look into", () => {
  test.each([
    [1, 2],
    [3, 6],
    [5, 12],
    [20, 48],
  ])("for neighbours in %s lists is %s, twice the step that finds them", async (needed, probes) => {
    const chosen = await chooseProbes(indexOf(needed), { lists, queries: 10, rows: 5_000 });
    expect(chosen).toEqual({ probes, recall: 1 });
  });

  test("is all of them where nothing less will do", async () => {
    const chosen = await chooseProbes(indexOf(20), { lists: 20, queries: 10, rows: 5_000 });
    expect(chosen).toEqual({ probes: 20, recall: 1 });
  });

  test("leaves room for what the sample may be off by", async () => {
    // One query in 50 loses 40 % of its neighbours below 8 lists: 0.992 on average.
    const uneven: ReadWithProbes = (probes) => (query, count) =>
      Array.from({ length: count }, (_, place) =>
        probes < 8 && query === 7 && place < 8 ? 0 : 1 - place / 1_000,
      );
    const { probes } = await chooseProbes(uneven, { lists, queries: 50, rows: 5_000 });
    expect(probes).toBe(16);
  });

  test("is found with few readings of the index", async () => {
    const log: number[] = [];
    await chooseProbes(indexOf(5, log), { lists: 1024, queries: 5, rows: 100_000 });
    expect(log.length).toBeLessThan(7);
  });

  test("counts what scores as high as a neighbour as one", async () => {
    const equal: ReadWithProbes = () => (_, count) => Array<number>(count).fill(0.9);
    const { probes } = await chooseProbes(equal, { lists, queries: 3, rows: 500 });
    expect(probes).toBe(2);
  });
});

describe("set in the file of an index", () => {
  const headerOf = (kind: string, nlist: number) => {
    const header = Buffer.alloc(80, 7);
    header.write(kind, 0, "latin1");
    header.writeBigUInt64LE(BigInt(nlist), 37);
    return header;
  };
  const written = async (bytes: Buffer) => {
    const folder = await mkdtemp(join(tmpdir(), "revimg-probes-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "index"), bytes);
    return join(folder, "index");
  };

  test("changes these bytes only", async () => {
    const before = headerOf("IwFl", lists);
    const file = await written(before);
    setProbes(file, lists, 12);
    const after = await readFile(file);
    expect(after.readBigUInt64LE(45)).toBe(12n);
    expect(after.subarray(0, 45)).toEqual(before.subarray(0, 45));
    expect(after.subarray(53)).toEqual(before.subarray(53));
  });

  test.each([
    ["another kind of index", headerOf("IxFI", lists)],
    ["another number of lists", headerOf("IwFl", 65)],
  ])("is refused for %s", async (_, bytes) => {
    const file = await written(bytes);
    expect(() => setProbes(file, lists, 12)).toThrow("a format that is not known");
    expect(await readFile(file)).toEqual(bytes);
  });
});
