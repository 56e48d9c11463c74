import { afterAll, beforeAll, expect, test } from "vitest";
import type { Revimg } from "../api/revimg.js";
import { createRevimg } from "../open/create-revimg.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";

let revimg: Revimg;

beforeAll(async () => {
  const stores = { vectors: memoryVectors(), metadata: memoryMetadata(), blobs: memoryBlobs() };
  revimg = await createRevimg({ model: "mini", ...stores });
});
afterAll(() => revimg.close());

const bytes = new Uint8Array(4);

/** Any call, also one that the types don't allow. */
type Call = (
  revimg: {
    [Name in keyof Revimg]: Revimg[Name] extends (...args: never[]) => infer R
      ? (...args: unknown[]) => R
      : never;
  },
) => Promise<unknown>;

const firstOf = (events: AsyncGenerator<unknown>) => events.next();

const wrong: [string, Call, RegExp][] = [
  ["search(null)", (r) => r.search(null), /search\(\{ image: "\.\/query\.jpg" \}\)/],
  ["search(undefined)", (r) => r.search(), /search\(\{ image: "\.\/query\.jpg" \}\)/],
  ["search(5)", (r) => r.search(5), /takes an object/],
  ["search of a path", (r) => r.search("x.jpg"), /search\(\{ image: path \}\)/],
  ["search of an address", (r) => r.search("https://a.example/x.jpg"), /search\(\{ url \}\)/],
  ["search of a URL", (r) => r.search(new URL("https://a.example/")), /search\(\{ url \}\)/],
  ["search of bytes", (r) => r.search(bytes), /search\(\{ image: bytes \}\)/],
  ["search of a blob", (r) => r.search(new Blob([bytes])), /search\(\{ image: bytes \}\)/],
  ["search of a list", (r) => r.search([{ image: bytes }]), /search\(\{ query: \[/],
  ["search({})", (r) => r.search({}), /needs something to look for/],
  [
    "null for options",
    (r) => r.search({ image: bytes }, null),
    /options of search\(\) are an object/,
  ],
  ["an unknown option", (r) => r.search({ image: bytes }, { signl: 1 }), /Did you mean signal\?/],
  ["a signal that is none", (r) => r.search({ image: bytes }, { signal: 5 }), /an AbortSignal/],
  ["a deadline in words", (r) => r.search({ image: bytes }, { deadlineMs: "5" }), /deadlineMs/],
  ["an unknown key of a query", (r) => r.search({ image: bytes, lmit: 5 }), /Did you mean limit\?/],
  [
    "an unknown key of a part",
    (r) => r.search({ query: [{ txt: "a" }] }),
    /query\[0\].*mean text\?/,
  ],
  [
    "an unknown key of a region",
    (r) => r.search({ image: bytes, region: { x: 0, y: 0, widht: 1, height: 1 } }),
    /Did you mean width\?/,
  ],
  [
    "a region beside a list",
    (r) => r.search({ query: [{ image: bytes }], region: {} }),
    /^region /,
  ],
  ["a model beside a list", (r) => r.search({ query: [{ image: bytes }], model: "x" }), /^model /],
  ["a weight of the whole", (r) => r.search({ image: bytes, weight: 2 }), /^weight counts beside/],
  ["three at once", (r) => r.search({ image: bytes, text: "a", id: "b" }), /image and text and id/],
  ["a vector that is none", (r) => r.search({ vector: null, model: "x" }), /a vector is/],
  ["a url that is none", (r) => r.search({ url: 5 }), /a url is/],
  ["an image that is none", (r) => r.search({ image: null }), /An image is/],
  ["a limit that is no number", (r) => r.search({ image: bytes, limit: Number.NaN }), /not NaN/],
  ["a big limit", (r) => r.search({ image: bytes, limit: 5n }), /limit must be a whole/],
  ["a limit in words", (r) => r.search({ image: bytes, limit: "5" }), /limit must be a whole/],
  [
    "a similarity in words",
    (r) => r.search({ image: bytes, minSimilarity: "0.5" }),
    /minSimilarity/,
  ],
  ["no similarity", (r) => r.search({ image: bytes, minSimilarity: null }), /minSimilarity/],
  ["no filter", (r) => r.search({ image: bytes, filter: null }), /filter must be an object/],
  ["a cursor of the last page", (r) => r.search({ image: bytes, cursor: null }), /last page/],
  ["get(undefined)", (r) => r.get(), /get\(\) takes the id/],
  ["get of a row", (r) => r.get({ id: "a" }), /get\(\) takes the id/],
  ["get with an unknown option", (r) => r.get("a", { deadline: 5 }), /There are signal/],
  ["readImage(null)", (r) => r.readImage(null), /readImage\(\) takes the id/],
  ["an unknown variant", (r) => r.readImage("a", { variant: "small" }), /"thumbnail"/],
  ["a misspelt variant", (r) => r.readImage("a", { varient: "thumbnail" }), /mean variant\?/],
  ["statImage(null)", (r) => r.statImage(null), /statImage\(\) takes the id/],
  ["a range of statImage()", (r) => r.statImage("a", { range: { start: 0, end: 1 } }), /range/],
  ["imageUrl(null)", (r) => r.imageUrl(null), /imageUrl\(\) takes the id/],
  ["an endless address", (r) => r.imageUrl("a", { expiresInSeconds: 604_801 }), /604,800/],
  ["a misspelt time", (r) => r.imageUrl("a", { expires: 5 }), /expiresInSeconds/],
  ["a range of one number", (r) => r.readImage("a", { range: 5 }), /\{ start, end \}/],
  ["delete of an id", (r) => r.delete("id"), /delete\(\[id\]\)/],
  ["delete(null)", (r) => r.delete(null), /a list of ids/],
  ["delete of a row", (r) => r.delete({ id: "a" }), /a list of ids/],
  ["delete of rows", (r) => r.delete([{ id: "a" }]), /each id is a text/],
  ["delete of a list and an id", (r) => r.delete(["a"], "b"), /options of delete\(\)/],
  ["embedTexts of a text", (r) => r.embedTexts("text"), /embedTexts\(\[text\]\)/],
  ["embedTexts(null)", (r) => r.embedTexts(null), /a list of texts/],
  ["embedTexts of numbers", (r) => r.embedTexts([5]), /a list of texts/],
  ["embedImage()", (r) => r.embedImage(), /embedImage\(\) takes a picture/],
  ["copies in other words", (r) => r.search({ image: bytes, copies: "all" }), /copies must be/],
  [
    "a thorough look for copies of several things",
    (r) => r.search({ image: bytes, negative: { text: "red" }, copies: "thorough" }),
    /copies of one picture/,
  ],
  ["compare of one picture", (r) => r.compare(bytes), /compare\(\) takes two pictures/],
  ["embedImage(null)", (r) => r.embedImage(null), /An image is/],
  ["markCopies of a text", (r) => r.markCopies("a", "same"), /takes a list of ids/],
  ["duplicates with an unknown option", (r) => firstOf(r.duplicates({ x: 1 })), /has no "x"/],
  ["stats with an unknown option", (r) => r.stats({ x: 1 }), /stats\(\) has no "x"/],
  ["index(null)", (r) => firstOf(r.index(null)), /index\(\) takes the path/],
  ["index(undefined)", (r) => firstOf(r.index()), /index\(\) takes the path/],
  ["index(42)", (r) => firstOf(r.index(42)), /index\(\) takes the path/],
  ["index of one picture", (r) => firstOf(r.index({ bytes })), /index\(\[item\]\)/],
  ["index of bytes", (r) => firstOf(r.index(bytes)), /index\(\[\{ bytes \}\]\)/],
  [
    "index with an unknown option",
    (r) => firstOf(r.index([], { original: "copy" })),
    /originals\?/,
  ],
  ["verify with an unknown option", (r) => firstOf(r.verify({ repare: true })), /repair\?/],
];

test.each(wrong)("%s is refused, and told what to write", async (_, call, message) => {
  await expect(call(revimg as never)).rejects.toMatchObject({
    name: "RevimgError",
    code: "invalid_input",
    message: expect.stringMatching(message),
  });
});

test("an unknown option of createRevimg is refused, with the one that was meant", async () => {
  await expect(createRevimg({ dataDir: "x" } as object)).rejects.toMatchObject({
    code: "invalid_config",
    message: "createRevimg() has no option dataDir. Did you mean dataDirectory?",
  });
});

test.each([null, "./revimg-data"])("createRevimg(%j) is refused", async (options) => {
  await expect(createRevimg(options as never)).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining("takes an object of options"),
  });
});
