import type { ImageFacts } from "@revimg/http/client";

type Named = Pick<ImageFacts, "title" | "filename">;

/** Names that cameras, programs and stores give: they tell a person nothing. */
const meaningless =
  /^[\da-f-]{16,}$|^(img|dsc[fn]?|pxl|image|photo|picture|screenshot)?[\s_-]*[\d\s_.-]*$/i;

/** A picture's name for people: its title, else its file's name without the extension. */
export function quietName({ title, filename }: Named): string {
  if (title) return title;
  const stem = filename.replace(/\.[a-z\d]{2,5}$/i, "");
  if (meaningless.test(stem)) return "Untitled";
  const words = stem.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
