import { describe, expect, it } from "vitest";
import { createStyle } from "../../terminal/terminal.js";
import { textWidth } from "../../terminal/text-width.js";
import { type MatchRow, renderMatches } from "./matches-view.js";

const plain = createStyle(false);
const matches: MatchRow[] = [
  {
    similarity: 1,
    tier: "exact",
    evidence: { edits: [] },
    title: "At the lake",
    filename: "IMG_2001.jpg",
    places: ["https://example.com/dogs/IMG_2001.jpg", "photos/IMG_2001.jpg"],
  },
  {
    ...{ similarity: 0.91234, tier: "similar", evidence: null },
    ...{ title: null, filename: "cat.jpg", places: [] },
  },
];

describe("renderMatches", () => {
  it("shows keywords, rank, similarity, tier, name and place", () => {
    expect(renderMatches(["dog", "lake"], matches, undefined, plain)).toEqual([
      "Keywords: dog, lake",
      "",
      "#  Similarity  Match    Picture                     From",
      "1       1.000  exact    At the lake (IMG_2001.jpg)  https://example.com/dogs/IMG_2001.jpg +1",
      "2       0.912  similar  cat.jpg",
    ]);
  });

  it("tells what was done to an edited copy", () => {
    const edits = ["mirrored", "cropped"] as const;
    const copy = { ...matches[1]!, tier: "edited", evidence: { edits: [...edits] } };
    expect(renderMatches([], [copy], undefined, plain).at(-1)).toBe(
      "1       0.912  edited: mirrored, cropped  cat.jpg",
    );
  });

  it("puts name and place below each other on a narrow terminal", () => {
    expect(renderMatches([], matches, 30, plain)).toEqual([
      "1  1.000  exact",
      "   At the lake (IMG_2001.jpg)",
      "   example.com/d…G_2001.jpg +1",
      "2  0.912  similar",
      "   cat.jpg",
    ]);
  });

  it("breaks a long list of keywords within the width", () => {
    const keywords = ["golden retriever", "dog", "animal", "lake", "water", "sand"];
    const lines = renderMatches(keywords, matches, 40, plain);
    expect(lines.slice(0, 2)).toEqual([
      "Keywords: golden retriever, dog, animal,",
      "          lake, water, sand",
    ]);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(40);
  });

  it("lets no control sequence of a title or file name reach the terminal", () => {
    const hostile = { ...matches[0]!, title: "a\x1b[2Jb\nc", filename: "\u202egpj.exe\x07" };
    const text = renderMatches(["\x1b]0;title\x07x"], [hostile], 100, plain).join("\n");
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\u202e/u);
    expect(text).toContain("ab c (gpj.exe)");
  });
});
