import { expect, onTestFinished, test } from "vitest";
import { createRevimg } from "../create-revimg.js";
import { createSqliteStores } from "../sqlite/sqlite-stores.js";
import { folderOf, indexAll, totals } from "../testing/open-index.js";
import { temporaryFolder } from "../testing/temporary.js";

/** The embedded stores, which refuse a call with more values than they say they take. */
async function strictStores(maxBatch: number) {
  const stores = await createSqliteStores({ directory: await temporaryFolder() });
  onTestFinished(() => stores.close());
  const strict = <T extends object>(store: T): T =>
    new Proxy(store, {
      get(target, name) {
        if (name === "capabilities") return { ...Reflect.get(target, name), maxBatch };
        const member = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...args: unknown[]) => {
          const [values] = args;
          if (Array.isArray(values) && values.length > maxBatch) {
            throw new Error(`${String(name)} got ${values.length} values`);
          }
          return member.apply(target, args);
        };
      },
    });
  return { vectors: strict(stores.vectors), metadata: strict(stores.metadata) };
}

test("a store that takes few values at once never gets more, and nothing is missing", async () => {
  const folder = await folderOf(Array.from({ length: 20 }, (_, i) => `${i}.jpg`));
  const stores = await strictStores(3);
  const revimg = await createRevimg({ dataDirectory: await temporaryFolder(), ...stores });
  onTestFinished(() => revimg.close());
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ added: 20 }));
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ unchanged: 20 }));
  const { matches } = await revimg.search({ image: `${folder}/7.jpg`, limit: 15 });
  expect(matches[0]?.filename).toBe("7.jpg");
  expect(matches).toHaveLength(15);
  expect(await revimg.delete(matches.map(({ id }) => id))).toBe(15);
  expect(await revimg.stats()).toMatchObject({ count: 5 });
});
