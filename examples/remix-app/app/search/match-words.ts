import type { SimilarImage } from "@revimg/http/client";

type Judged = Pick<SimilarImage, "tier" | "evidence">;

/** What a copy is, in a few words: "The same, cropped". Null for another picture. */
export function copyWords({ tier, evidence }: Judged): string | null {
  if (tier === "similar") return null;
  if (evidence?.by === "bytes") return "The same file";
  if (tier === "exact") return "The same picture";
  const edits = evidence?.edits ?? [];
  return edits.includes("resaved")
    ? "The same, in another size or quality"
    : `The same, ${listOf(edits)}`;
}

/** What is known of a copy beyond these words; null for nothing more. */
export function copyDetail({ evidence }: Judged): string | null {
  if (evidence?.by === "bytes") return "Every byte of the two files is the same.";
  if (evidence?.by === "pixels") return "The pixels are the same, saved as another file.";
  const share = Math.round((evidence?.overlap ?? 1) * 100);
  return evidence?.edits.includes("cropped") ? `Yours shows ${share}% of it.` : null;
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
