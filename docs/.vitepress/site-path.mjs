/**
 * Where a page lies on the site: the pages of docs/ at its root, and each README as the page of
 * its folder. That of the repository is the only one that docs/ has another for.
 *
 * @param {string} page Path from the root of the workspace, such as `docs/http.md`.
 * @returns {string} Such as `http.md`.
 */
export function sitePath(page) {
  if (page === "README.md") return "repository.md";
  return page.replace(/^docs\//, "").replace(/README\.md$/, "index.md");
}
