import { describe, expect, it } from "vitest";
import { type Column, renderTable } from "./table.js";
import { textWidth, truncate } from "./text-width.js";

const columns: Column[] = [
  { title: "#", align: "right" },
  { title: "Picture", shorten: truncate },
  { title: "From", shorten: (text, width) => truncate(text, width, "middle") },
];
const rows = [
  ["1", "Golden retriever at the lake (IMG_2001.jpg)", "https://example.com/dogs/IMG_2001.jpg"],
  ["10", "cat.jpg", "photos/cat.jpg"],
];

describe("renderTable", () => {
  it("shows everything where there is no width to keep", () => {
    expect(renderTable(columns, rows, undefined)).toEqual([
      " #  Picture                                      From",
      " 1  Golden retriever at the lake (IMG_2001.jpg)  https://example.com/dogs/IMG_2001.jpg",
      "10  cat.jpg                                      photos/cat.jpg",
    ]);
  });

  it("shares a narrow terminal among the columns that may be cut", () => {
    expect(renderTable(columns, rows, 60)).toEqual([
      " #  Picture                      From",
      " 1  Golden retriever at the la…  https://examp…/IMG_2001.jpg",
      "10  cat.jpg                      photos/cat.jpg",
    ]);
  });

  it("keeps every line within the width, or gives up", () => {
    for (let width = 1; width <= 120; width++) {
      const lines = renderTable(columns, rows, width);
      for (const line of lines ?? []) expect(textWidth(line)).toBeLessThanOrEqual(width);
      expect(lines === undefined).toBe(width < 54);
    }
  });

  it("gives the room that a short column leaves to the others", () => {
    const [, line] =
      renderTable(columns, [["1", "cat.jpg", "https://example.com/a/cat.jpg"]], 41) ?? [];
    expect(line).toBe("1  cat.jpg  https://example.com/a/cat.jpg");
  });
});
