import type { QueryPicture } from "./answer";
import type { ResultGroups } from "./result-groups";
import type { SearchAddress } from "./search-address";

type Asked = { search: SearchAddress; pictures: readonly Pick<QueryPicture, "name">[] };

/** The outcome of a search in one line, before anything else is read. */
export function outcomeOf({ search }: Asked, { same, alike, hardly }: ResultGroups): string {
  const { pictures, text, unlike } = search;
  const isFound = same.length + alike.length > 0;
  if (pictures.length + unlike.length > 1 || (pictures.length > 0 && text !== "")) {
    return isFound ? "Pictures like these" : "Nothing like these here";
  }
  if (pictures.length === 0) {
    return isFound ? `Pictures of “${text}”` : `Nothing here fits “${text}”`;
  }
  if (pictures[0]?.kind === "like") {
    return isFound ? "Pictures like this one" : "Nothing else like it here";
  }
  if (same.some(({ tier }) => tier === "exact")) return "This picture is here";
  if (same.length > 0) return "This picture is here, changed";
  // Numbers alone do not tell a copy from a picture that looks alike.
  if (pictures[0]?.kind === "vector" && isFound) return "These look alike";
  if (alike.length > 0) return "Not this one, but these look alike";
  return hardly.length > 0 ? "Nothing like it here" : "Nothing was found";
}

/** The title of the tab. It says what was asked, so that tabs can be told apart. */
export function tabTitleOf({ search, pictures }: Asked): string {
  const { text, region } = search;
  const names = pictures.map(({ name }) => name).filter(Boolean);
  const first = names[0] ?? "a picture";
  const others = pictures.length > 1 ? ` and ${pictures.length - 1} more` : "";
  const what = pictures.length > 0 ? `Like ${region ? "a part of " : ""}${first}${others}` : "";
  return `${[what, text].filter(Boolean).join(", ") || "Search"} – revimg`;
}
