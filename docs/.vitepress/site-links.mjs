import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { sitePath } from "./site-path.mjs";

/**
 * Makes links of the repository fit the site. A link to a folder leads to its README. A link to a
 * file that is no page, such as a Dockerfile, leads to the repository; while package.json names
 * none, only the text of the link is left.
 *
 * @param {import("markdown-it").default} markdown
 * @param {{ root: string }} options
 */
export function siteLinks(markdown, { root }) {
  const { repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const address = (repository?.url ?? repository)?.replace(/^git\+|\.git$/g, "");

  markdown.core.ruler.push("links of the site", ({ tokens, env }) => {
    for (const { children } of tokens) {
      const open = [];
      for (const token of children ?? []) {
        if (token.type === "link_open") open.push(token);
        if (token.type !== "link_close") continue;
        const link = open.pop();
        const target = targetOf(link.attrGet("href"), env.realPath ?? env.path);
        if (target === null) {
          // A link without an address is text.
          for (const part of [link, token]) part.tag = "span";
          link.attrs = [];
          link.type = "span_open";
          token.type = "span_close";
        } else link.attrSet("href", target);
      }
    }
  });

  /** @returns {string | null} Null where there is nothing to link to. */
  function targetOf(href, page) {
    if (/^([a-z]+:|#|\/)/.test(href)) return href;
    const [path, anchor] = decodeURI(href).split("#");
    const named = join(dirname(page), path);
    const readme = join(named, "README.md");
    const file = existsSync(readme) ? readme : named;
    const ending = anchor === undefined ? "" : `#${anchor}`;
    const fromRoot = relative(root, file).replaceAll(sep, "/");
    // The site refuses to be built with a link to a page that is not there.
    if (file.endsWith(".md")) return `/${sitePath(fromRoot)}${ending}`;
    return address === undefined ? null : `${address}/blob/main/${fromRoot}${ending}`;
  }
}
