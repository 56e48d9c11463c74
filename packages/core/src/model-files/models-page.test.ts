import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.js";
import { readModelManifest } from "./read-manifest.js";

const page = readFileSync(new URL("../../../../docs/models.md", import.meta.url), "utf8");

test("the manifest that docs/models.md shows can be read, once its hashes are filled in", async () => {
  const [, json] = /```json\n([\s\S]+?)```/.exec(page)!;
  const filled = json!
    .replace("<40 hex digits>", "a".repeat(40))
    .replace("<64 hex digits>", "b".repeat(64));
  const path = join(await temporaryFolder(), "manifest.json");
  await writeFile(path, filled);
  expect(await readModelManifest(path)).toEqual(JSON.parse(filled));
});

test("every field of an image's input and of a text's has a line there", () => {
  const fields = ["resize", "resizeTo", "filter", "padColor", "mean", "size", "tensor"];
  for (const field of fields) expect(page).toContain(`| \`image.input.${field}\``);
  for (const field of ["contextLength", "padding", "cleaning"]) {
    expect(page).toContain(`| \`text.input.${field}\``);
  }
  for (const word of ["pooling", "prefixTokens", "externalData", "logitBias"]) {
    expect(page).toContain(`\`${word}\``);
  }
});
