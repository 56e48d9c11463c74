import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const docs = join(import.meta.dirname, "..");

/**
 * The pages of the site in the order in which they are read. A test sees that every page of
 * docs/ is here once.
 */
export const navigation = [
  {
    text: "Begin",
    pages: {
      "first-five-minutes": "First five minutes",
      install: "Install, and install less",
      "search-page": "The search page",
    },
  },
  {
    text: "Guides by task",
    pages: {
      "guides/visual-search-in-a-shop": "Visual search in a shop",
      "guides/find-duplicates": "Duplicates in 50,000 photos",
      "guides/a-newsroom-archive": "A newsroom's archive",
      "guides/private-search-in-the-browser": "Private search in the browser",
      "guides/move-off-a-clip-script": "Move off a CLIP script",
      scaling: "Scale to a million, and beyond",
      deploy: "Deploy",
    },
  },
  {
    text: "Concepts",
    pages: {
      concepts: "Embeddings, tiers, keywords, consistency",
      indexing: "Indexing",
      searching: "Searching",
      collection: "What is in the index",
      duplicates: "Duplicates",
      tags: "Tags",
      storage: "Storage",
      moving: "Moving, and backups",
      workers: "Many workers",
      tenants: "Several collections in one server",
      browser: "In the browser",
      admin: "The admin's pages",
    },
  },
  {
    text: "Reference",
    pages: {
      configuration: "Configuration",
      "command-line": "The command line",
      "reference/commands": "Commands and options",
      http: "HTTP",
      "reference/http-routes": "HTTP routes",
      errors: "Errors",
      "adapters/write-your-own": "Write your own store",
    },
  },
  {
    text: "Models and accuracy",
    pages: {
      models: "Models",
      preprocessing: "From a file to a model's input",
      evaluation: "How well does it do on my pictures?",
      benchmarks: "Benchmarks",
    },
  },
  { text: "Security", pages: { security: "A server on a network" } },
  {
    text: "About revimg",
    pages: {
      comparison: "Beside other programs",
      architecture: "Architecture",
      upgrade: "Upgrade",
    },
  },
  { text: "Decisions", pages: decisions(), collapsed: true },
];

/** The decisions by their numbers, under their own titles. */
function decisions() {
  const names = readdirSync(join(docs, "decisions")).sort();
  return Object.fromEntries(
    names.map((name) => {
      const [title] = readFileSync(join(docs, "decisions", name), "utf8").split("\n");
      return [`decisions/${name.replace(/\.md$/, "")}`, title.replace(/^# /, "")];
    }),
  );
}
