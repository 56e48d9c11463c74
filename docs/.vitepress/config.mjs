// The site: `pnpm run docs` writes it to docs/.vitepress/dist.
import { join } from "node:path";
import { defineConfig } from "vitepress";
import { anchorOf } from "./anchor-of.mjs";
import { navigation } from "./navigation.mjs";
import { siteLinks } from "./site-links.mjs";
import { sitePath } from "./site-path.mjs";

const root = join(import.meta.dirname, "../..");

export default defineConfig({
  title: "revimg",
  description: "Reverse image search for any JavaScript program",
  lang: "en",
  // Where the site is put below a host name, such as "/revimg/".
  base: process.env.SITE_BASE ?? "/",
  // The pages refer to READMEs of packages, examples and models, so these are pages too.
  srcDir: root,
  srcExclude: [
    "packages/core/models/**",
    "docs/api/**",
    "test/**",
    ".changeset/**",
    "**/{dist,build}/**",
  ],
  rewrites: sitePath,
  ignoreDeadLinks: "localhostLinks",
  markdown: {
    // Braces in headings are parts of addresses: `/images/{id}`.
    attrs: { disable: true },
    anchor: { slugify: anchorOf },
    config: (markdown) => markdown.use(siteLinks, { root }),
  },
  themeConfig: {
    search: { provider: "local" },
    outline: "deep",
    nav: [
      { text: "Guides", link: "/guides/visual-search-in-a-shop" },
      { text: "Reference", link: "/configuration" },
      // typedoc makes these pages: they are no part of this site's own navigation.
      { text: "API", link: "/api/index.html", target: "_self" },
    ],
    sidebar: navigation.map(({ text, pages, collapsed = false }) => ({
      ...{ text, collapsed },
      items: Object.entries(pages).map(([page, title]) => ({ text: title, link: `/${page}` })),
    })),
  },
});
