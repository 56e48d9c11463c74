/** Views of a library without pictures, by name. */
export const emptyViews = /** @type {Record<string, import("./search-views.mjs").View>} */ ({
  empty: async (page, url) => {
    await page.goto(url);
    await page.getByText("The library is empty.").waitFor();
  },
  "empty-answer": async (page, url) => {
    await page.goto(`${url}/search?sample=koi-temple-pond-at-noon`);
    await page.getByRole("heading", { name: "Nothing was found" }).waitFor();
  },
});

/** Views of a library of one picture. */
export const onlyViews = /** @type {Record<string, import("./search-views.mjs").View>} */ ({
  only: async (page, url) => {
    await page.goto(url);
    await page.locator("a.wall-place").first().click();
    await page.getByText("There is no other picture in the library.").waitFor();
  },
});

/** Views of a library whose store is down. */
export const downViews = /** @type {Record<string, import("./search-views.mjs").View>} */ ({
  down: async (page, url) => {
    await page.goto(url);
    await page.getByText("The library does not answer.").waitFor();
  },
  "down-answer": async (page, url) => {
    await page.goto(`${url}/search?sample=koi-temple-pond-at-noon`);
    await page.getByRole("heading", { name: "The library does not answer" }).waitFor();
  },
  "down-picture": async (page, url) => {
    await page.goto(`${url}/picture/any`);
    await page.getByRole("heading", { name: "The library does not answer" }).waitFor();
  },
});
