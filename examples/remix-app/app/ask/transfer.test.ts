import { expect, test } from "vitest";
import { broughtBy, mayBringPicture } from "./transfer";

const picture = new File(["x"], "koi.png", { type: "image/png" });
const notes = new File(["x"], "notes.txt", { type: "text/plain" });

function transfer(files: File[], texts: Record<string, string> = {}): DataTransfer {
  return { files, types: [], getData: (type: string) => texts[type] ?? "" } as never;
}

test("pictures come before other files and before addresses", () => {
  const dropped = transfer([notes, picture, picture], { "text/uri-list": "https://a.example/" });
  expect(broughtBy(dropped)).toEqual({ files: [picture, picture] });
  expect(broughtBy(transfer([notes]))).toEqual({ files: [notes] });
  expect(broughtBy(transfer([]))).toBeNull();
  expect(broughtBy(null)).toBeNull();
});

test("a picture of another site comes by its own address, not by its link's", () => {
  const dragged = transfer([], {
    "text/html": `<a href="https://a.example/page"><img alt="a" src="https://a.example/k.jpg?a=1&amp;b=2"></a>`,
    "text/uri-list": "https://a.example/page",
  });
  expect(broughtBy(dragged)).toEqual({ address: "https://a.example/k.jpg?a=1&b=2" });
});

test.each<[Record<string, string>, string | null]>([
  [{ "text/uri-list": "# from a page\r\nhttps://a.example/k.jpg\r\n" }, "https://a.example/k.jpg"],
  [{ "text/plain": " https://a.example/k.jpg\n" }, "https://a.example/k.jpg"],
  [{ "text/plain": "two words" }, null],
  [
    { "text/html": `<img src="data:image/png;base64,AA">`, "text/plain": "javascript:alert(1)" },
    null,
  ],
])("of %j the address is %j", (texts, address) => {
  expect(broughtBy(transfer([], texts))).toEqual(address && { address });
});

test("a drag of text is left to the page", () => {
  expect(mayBringPicture({ types: ["text/plain"] })).toBe(false);
  expect(mayBringPicture({ types: ["Files"] })).toBe(true);
  expect(mayBringPicture({ types: ["text/html", "text/uri-list"] })).toBe(true);
});
