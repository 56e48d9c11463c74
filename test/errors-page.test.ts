import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { errorsPage } from "../scripts/errors-page.mjs";

test("docs/errors.md says what the error table says (node scripts/errors-page.mjs writes it)", async () => {
  const page = await readFile(new URL("../docs/errors.md", import.meta.url), "utf8");
  expect(page).toBe(errorsPage());
});
