import { expect, test } from "vitest";
import { indexAll, openIndex } from "../testing/open-index.js";
import { picture } from "../testing/temporary.js";

async function openWithTags() {
  const revimg = await openIndex();
  const items = await Promise.all(
    Array.from({ length: 6 }, async (_, i) => ({
      ...{ bytes: await picture(i), filename: `${i}.jpg` },
      tags: [i < 4 ? "old" : "new"],
    })),
  );
  await indexAll(revimg, items);
  return revimg;
}

test("deletes what a filter matches, and nothing else", async () => {
  const revimg = await openWithTags();
  expect(await revimg.delete({ filter: { tags: "old" } })).toBe(4);
  const { images } = await revimg.list({ sort: "name" });
  expect(images.map(({ filename }) => filename)).toEqual(["4.jpg", "5.jpg"]);
  expect(await revimg.delete({ filter: { tags: "old" } })).toBe(0);
});

test("an empty filter is everything", async () => {
  const revimg = await openWithTags();
  expect(await revimg.delete({ filter: {} })).toBe(6);
  expect((await revimg.stats()).count).toBe(0);
});

test.each<[unknown, RegExp]>([
  [{ filter: { tagz: "old" } }, /tagz/],
  [{ filter: undefined }, /filter must be/],
  [{ filter: {}, ids: [] }, /has no "ids"/],
  [{}, /a list of ids/],
])("refuses %j and deletes nothing", async (what, message) => {
  const revimg = await openWithTags();
  await expect(revimg.delete(what as never)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringMatching(message),
  });
  expect((await revimg.stats()).count).toBe(6);
});
