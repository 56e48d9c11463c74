import { expect, test } from "vitest";
import { suggestedSearch } from "./suggested-search.js";

test("the suggested search has a key where reading needs one", () => {
  const url = "http://127.0.0.1:3000";
  expect(suggestedSearch(url, "open")).toBe(`curl -F image=@query.jpg ${url}/search`);
  expect(suggestedSearch(url, "key")).toBe(
    `curl -H "Authorization: Bearer <key>" -F image=@query.jpg ${url}/search`,
  );
});
