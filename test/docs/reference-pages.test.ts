import { expect, test } from "vitest";
import { settingRows } from "../../packages/adapters/src/config/settings.js";
import { commandsPage } from "./commands-page.js";
import { readPage } from "./pages.js";
import { routesPage } from "./routes-page.js";

// `npx vitest run test/docs/reference-pages.test.ts -u` writes these pages.
test.each([
  ["commands", commandsPage],
  ["http-routes", routesPage],
])("docs/reference/%s.md is what its source says", async (name, make) => {
  await expect(make()).toMatchFileSnapshot(`../../docs/reference/${name}.md`);
});

/** The rows of the table of settings, each with its cells. */
function settingsTable(): string[][] {
  const [, section = ""] = /## Settings\n([\s\S]*?)\n## /.exec(readPage("docs/configuration.md"))!;
  return section
    .split("\n")
    .filter((line) => /^\| +(`|\|)/.test(line))
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
}

test("docs/configuration.md has every setting in order, with its variables and its default", () => {
  const rows = settingsTable().filter(([key]) => key !== "");
  expect(rows.map(([key]) => key)).toEqual(settingRows.map(({ key }) => `\`${key}\``));
  for (const [index, { key, variables = [], default: value }] of settingRows.entries()) {
    const [, shown = "", byDefault = ""] = rows[index]!;
    const names = [...shown.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect([key, names]).toEqual([key, variables]);
    // Some defaults are told in words.
    if (typeof value === "number" || (typeof value === "string" && !value.includes(" "))) {
      expect([key, byDefault.replaceAll("`", "")]).toEqual([key, String(value)]);
    }
  }
});
