import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The search as static files, for a CDN in front of an API elsewhere. `REVIMG_API` is the address
 * of that API; `config.json` of the result says it, and can be edited later.
 */
export default defineConfig({
  root: place("./static"),
  publicDir: place("./public"),
  plugins: [tailwindcss(), besidePage(process.env.REVIMG_API ?? "/api")],
  resolve: {
    alias: [
      { find: "~", replacement: place("./app") },
      // The pages use what Remix hands through from there.
      { find: "@remix-run/react", replacement: "react-router-dom" },
    ],
  },
  build: {
    ...{ outDir: place("./dist"), emptyOutDir: true, target: "es2022" },
    // Private search is left out of the page, so its model and runtime are not built either.
    rollupOptions: { external: /\/private\/embed-privately$/ },
  },
});

/** Static hosts find `/search` by `search.html`, and any other address by `404.html`. */
function besidePage(api: string): Plugin {
  return {
    name: "revimg-beside-page",
    enforce: "post",
    generateBundle(_options, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("The build made no index.html.");
      for (const fileName of ["search.html", "404.html"]) {
        this.emitFile({ type: "asset", fileName, source: page.source });
      }
      const source = `${JSON.stringify({ api }, null, 2)}\n`;
      this.emitFile({ type: "asset", fileName: "config.json", source });
    },
  };
}
