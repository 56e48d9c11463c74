import { beforeAll, expect, test } from "vitest";
import type { Revimg } from "../../api/revimg.js";
import { seededRandom, transformations } from "../../evaluation/index.js";
import { createRevimg } from "../../open/create-revimg.js";
import { drawTextured } from "../../pictures/test-pictures.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../../stores/memory/index.js";
import { indexAll } from "../../testing/open-index.js";

const edits = ["crop", "mirror", "contrast_down"];
let revimg: Revimg;
let vector: Float32Array;

beforeAll(async () => {
  const stores = { metadata: memoryMetadata(), vectors: memoryVectors(), blobs: memoryBlobs() };
  revimg = await createRevimg({ model: "mini", ...stores });
  const items: { bytes: Uint8Array; filename: string }[] = [];
  for (let seed = 0; seed < 3; seed++) {
    const bytes = await drawTextured(seed);
    items.push({ bytes, filename: `${seed}` });
    for (const { name, apply } of transformations.filter(({ name }) => edits.includes(name))) {
      if (seed > 0) continue;
      items.push({ bytes: await apply(bytes, seededRandom(seed)), filename: `${seed} ${name}` });
    }
  }
  await indexAll(revimg, items);
  vector = await revimg.embedImage(items[0]!.bytes);
  return () => revimg.close();
});

const ask = (collapse: boolean, limit = 20) =>
  revimg.search({ vector, model: revimg.model.id, collapse, limit });

test("copies of one another are folded into the first of them, whatever the query is", async () => {
  const plain = await ask(false);
  expect(plain.matches.every(({ copies }) => copies === undefined)).toBe(true);
  const { matches, keywords } = await ask(true);
  expect(matches.map(({ filename }) => filename[0]).toSorted()).toEqual(["0", "1", "2"]);
  const [first, ...others] = matches;
  expect(first!.copies!.map(({ filename }) => filename).toSorted()).toEqual(
    edits.map((name) => `0 ${name}`).toSorted(),
  );
  expect(others.map(({ copies }) => copies)).toEqual([[], []]);
  // The folded ones are as they would be by themselves.
  for (const copy of first!.copies!) {
    expect(copy).toEqual(plain.matches.find(({ id }) => id === copy.id));
  }
  expect(keywords).toEqual(plain.keywords);
});

test("pages lose nothing and repeat nothing", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await revimg.search({
      ...{ vector, model: revimg.model.id },
      collapse: true,
      limit: 2,
      ...(cursor && { cursor }),
    });
    seen.push(...page.matches.flatMap(({ id, copies }) => [id, ...copies!.map(({ id }) => id)]));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen.toSorted()).toEqual((await ask(false)).matches.map(({ id }) => id).toSorted());
});

test("pictures that a person called different stand by themselves", async () => {
  const [first] = (await ask(true)).matches;
  const [copy] = first!.copies!;
  await revimg.markCopies([first!.id, copy!.id], "different");
  const { matches } = await ask(true);
  expect(matches[0]!.copies!.map(({ id }) => id)).not.toContain(copy!.id);
  await revimg.markCopies([first!.id, copy!.id], null);
});

test("a collapse that is neither true nor false is refused", async () => {
  await expect(ask("yes" as never)).rejects.toMatchObject({
    code: "invalid_input",
    details: { option: "collapse" },
  });
});
