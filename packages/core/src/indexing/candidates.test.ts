import { expect, test } from "vitest";
import type { IndexItem } from "../api/indexing.js";
import { memoryMetadata } from "../stores/memory/index.js";
import { indexAll, openIndex, totals } from "../testing/open-index.js";
import { picture } from "../testing/temporary.js";

test("attributes are kept as JSON has them", async () => {
  const revimg = await openIndex();
  const taken = new Date("2026-01-31T12:00:00Z");
  const attributes = { taken, note: undefined, parts: [1, { when: taken }] };
  const { events } = await indexAll(revimg, [{ bytes: await picture(1), attributes }]);
  const [id] = events.flatMap((event) => (event.type === "added" ? [event.id] : []));
  expect((await revimg.get(id!))?.attributes).toEqual({
    taken: "2026-01-31T12:00:00.000Z",
    parts: [1, { when: "2026-01-31T12:00:00.000Z" }],
  });
});

test.each([
  ["the embedded store", {}],
  ["a store in memory", { metadata: () => memoryMetadata() }],
])(
  "what can't be kept is one failed picture, not the end of the run, with %s",
  async (_, stores) => {
    const revimg = await openIndex(stores);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const wrong = [
      { attributes: circle },
      { attributes: { count: 5n } },
      { attributes: ["red"] },
      { attributes: "red" },
      { attributes: new Date() },
      { title: 5 },
      { filename: {} },
    ];
    const bytes = await picture(1);
    const items = [...wrong.map((fields) => ({ bytes, ...fields })), { bytes, title: "right" }];
    const run = await indexAll(revimg, items as unknown as IndexItem[]);
    expect(run.totals).toEqual(totals({ added: 1, failed: wrong.length }));
    expect(run.failures.map(({ code }) => code)).toEqual(wrong.map(() => "invalid_input"));
  },
);
