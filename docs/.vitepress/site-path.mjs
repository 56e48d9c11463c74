/**
 * Where a page lies on the site: the pages of docs/ at its root, and each README as the page of
 * its folder. docs/ has others for that of the repository, and for the threats.
 *
 * @param {string} page Path from the root of the workspace, such as `docs/http.md`.
 * @returns {string} Such as `http.md`.
 */
export function sitePath(page) {
  if (page === "README.md") return "repository.md";
  // Not every file system tells it from docs/security.md, nor does the bundler.
  if (page === "SECURITY.md") return "threats.md";
  return page.replace(/^docs\//, "").replace(/README\.md$/, "index.md");
}
