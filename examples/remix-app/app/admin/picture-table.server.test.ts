import { expect, it } from "vitest";
import { readTable } from "./picture-table.server";

it("reads addresses with what is said of them, and tells which lines it can't use", async () => {
  const text = [
    "url,title,tags,page_url,attributes.price",
    "https://example.org/koi.jpg,Koi,koi;pond,https://example.org/koi,5",
    "https://example.org/carp.jpg,,,,",
    ",No address,,,",
  ].join("\n");
  const { addresses, problems } = await readTable(new File([text], "shop.csv"));
  expect(addresses).toMatchObject([
    {
      ...{ url: "https://example.org/koi.jpg", title: "Koi", tags: ["koi", "pond"] },
      ...{ page_url: "https://example.org/koi" },
    },
    { url: "https://example.org/carp.jpg" },
  ]);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.name).toContain("shop.csv");
});

it("never takes a path, which would be one of the server", async () => {
  const lines = ['{"path": "/etc/secret.jpg"}', '{"url": "https://example.org/a.jpg"}', "no json"];
  const { addresses, problems } = await readTable(new File([lines.join("\n")], "shop.jsonl"));
  expect(addresses).toEqual([{ url: "https://example.org/a.jpg" }]);
  expect(problems).toHaveLength(2);
});
