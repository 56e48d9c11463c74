import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { bundleForBrowsers } from "@revimg/testing/browser";
import type { Page } from "playwright-core";

/** Opens a page with the component, of the same origin as the server whose API is at `/pictures`. */
export async function showPictureSearch(page: Page, server: URL): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  const { files } = await bundleForBrowsers({
    search: fileURLToPath(new URL("../picture-search.tsx", import.meta.url)),
    react: resolve("react"),
    dom: resolve("react-dom/client"),
  });
  await page.route("**/app/*", (route) => {
    const name = new URL(route.request().url()).pathname.replace("/app/", "");
    const body = Buffer.from(files.get(name) ?? "<!doctype html><main></main>");
    return route.fulfill({ body, contentType: files.has(name) ? "text/javascript" : "text/html" });
  });
  await page.goto(new URL("/app/page.html", server).href);
  const content = `import dom from "/app/dom.js";
    import react from "/app/react.js";
    import { PictureSearch } from "/app/search.js";
    const root = dom.createRoot(document.querySelector("main"));
    root.render(react.createElement(PictureSearch, { url: "/pictures" }));`;
  await page.addScriptTag({ type: "module", content });
}
