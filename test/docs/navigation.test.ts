import { expect, test } from "vitest";
import { navigation } from "../../docs/.vitepress/navigation.mjs";
import { pages } from "./pages.js";

test("every page of docs/ is in the site's navigation once, and no other", () => {
  const shown = navigation.flatMap(({ pages: members }) => Object.keys(members));
  const there = pages().filter((page) => /^docs\/(?!README\.md)/.test(page));
  expect(shown.map((page) => `docs/${page}.md`).toSorted()).toEqual(there);
});
