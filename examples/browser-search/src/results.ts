import type { SearchResponse, SimilarImage } from "@revimg/http";
import { element, made } from "./elements";
import type { Search } from "./search";

const tiers = {
  exact: "the same picture",
  edited: "the same, edited",
  similar: "similar",
};

export function showResults({ answer, sent }: Search): void {
  const { similar_images, keywords } = answer;
  element("status").textContent =
    similar_images.length === 0
      ? "The collection has no picture yet."
      : `${similar_images.length} nearest pictures`;
  element("results").replaceChildren(...similar_images.map(card));
  element("keywords").replaceChildren(...keywords.map((keyword) => made("li", "", keyword)));
  element("keywords").hidden = keywords.length === 0;
  showSent(sent, answer);
}

export function clearResults(): void {
  for (const id of ["results", "keywords"]) element(id).replaceChildren();
  for (const id of ["keywords", "sent", "message"]) element(id).hidden = true;
}

function card(match: SimilarImage): HTMLElement {
  const { thumbnail_url, image_url, title, filename, similarity, tier } = match;
  const name = title ?? filename;
  const picture = made("img", "");
  picture.src = thumbnail_url;
  picture.alt = name;
  picture.width = match.width;
  picture.height = match.height;
  const link = made("a", "frame", picture);
  link.href = image_url;
  link.target = "_blank";
  const level = made("meter", "");
  level.value = Math.max(0, similarity);
  level.setAttribute("aria-label", `Similarity of ${name}`);
  const figure = made("span", "figure", similarity.toFixed(3));
  const caption = made("p", "name", name);
  caption.title = name;
  return made(
    "li",
    `card ${tier}`,
    link,
    made("div", "likeness", level, figure),
    caption,
    made("p", "source", tier === "similar" ? "" : `${tiers[tier]} `, ...sources(match)),
  );
}

/** Where the picture was found, as far as a stranger may know. */
function sources({ sources: found, width, height }: SimilarImage): (Node | string)[] {
  const links = found.flatMap(({ url, page_url, domain }) => {
    const address = page_url ?? url;
    if (!address || !/^https?:\/\//i.test(address)) return [];
    const link = made("a", "", domain ?? address);
    link.href = address;
    link.rel = "noreferrer";
    return [link, " "];
  });
  return links.length > 0 ? links : [`${width} × ${height}`];
}

function showSent(sent: string, { similar_images }: SearchResponse): void {
  const { vector, model } = JSON.parse(sent) as { vector: number[]; model: string };
  element("sent").hidden = similar_images.length === 0;
  element("sent-summary").textContent =
    `One request of ${(sent.length / 1000).toFixed(1)} kB: the name of the model, and ${vector.length} numbers.`;
  const first = vector.slice(0, 6).map((value) => value.toFixed(4));
  element("sent-body").textContent =
    `{\n  "model": "${model}",\n  "vector": [${first.join(", ")}, … ${vector.length - 6} more]\n}`;
}
