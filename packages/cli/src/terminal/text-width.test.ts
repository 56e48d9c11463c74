import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { padEnd, padStart, textWidth, truncate } from "./text-width.js";

describe("truncate", () => {
  it("leaves short texts as they are", () => {
    expect(truncate("photo.jpg", 9)).toBe("photo.jpg");
  });

  it("cuts at the end, or in the middle where the end of the text matters", () => {
    expect(truncate("a long title of a picture", 10)).toBe("a long ti…");
    expect(truncate("/home/me/photos/2024/IMG_2001.jpg", 20, "middle")).toBe(
      "/home/me/…G_2001.jpg",
    );
  });

  it("counts wide characters as two columns and never splits one", () => {
    expect(truncate("日本語の写真", 6)).toBe("日本…");
    expect(truncate("👨‍👩‍👧 family", 4)).toBe("👨‍👩‍👧 …");
  });

  it("is never wider than asked, and padded texts are exactly as wide", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.integer({ min: 0, max: 30 }),
        fc.constantFrom("end", "middle"),
        (text, width, where) => {
          const cut = truncate(text, width, where);
          expect(textWidth(cut)).toBeLessThanOrEqual(width);
          expect(textWidth(padEnd(cut, width))).toBe(width);
          expect(textWidth(padStart(cut, width))).toBe(width);
        },
      ),
    );
  });
});
