import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { geometryOf } from "./manifest-input.js";
import { readModelManifest } from "./read-manifest.js";

const folder = fileURLToPath(new URL("../../../../models/ready/", import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith(".json"));

/** As the publishers' configuration files say it. */
const facts: Record<string, { dimension: number; input: object; output: object; license: string }> =
  {
    "siglip2-base-224": {
      dimension: 768,
      input: { width: 224, height: 224, resize: "squash", filter: "bilinear" },
      output: { tensor: "pooler_output" },
      license: "Apache-2.0",
    },
    "dinov2-small": {
      dimension: 384,
      input: { width: 224, height: 224, resize: "crop", resizeTo: 256, filter: "bicubic" },
      output: { tensor: "last_hidden_state", pooling: "cls" },
      license: "Apache-2.0",
    },
    "dinov2-base": {
      dimension: 768,
      input: { width: 224, height: 224, resize: "crop", resizeTo: 256, filter: "bicubic" },
      output: { tensor: "last_hidden_state", pooling: "cls" },
      license: "Apache-2.0",
    },
    "clip-vit-l14": {
      dimension: 768,
      input: { width: 224, height: 224, resize: "crop", resizeTo: 224, filter: "bicubic" },
      output: { tensor: "image_embeds" },
      license: "MIT",
    },
  };

test("there is a manifest for each model, and a line on each", () => {
  expect(names.sort()).toEqual(
    Object.keys(facts)
      .map((id) => `${id}.json`)
      .sort(),
  );
  const readme = readFileSync(`${folder}README.md`, "utf8");
  for (const name of names) expect(readme).toContain(`[${name}](${name})`);
});

describe.each(Object.entries(facts))("%s", (id, { input, ...expected }) => {
  test("says what the publishers say, pinned by a commit, and that it was not run", async () => {
    const manifest = await readModelManifest(`${folder}${id}.json`);
    const { image, ...facts } = manifest;
    expect(facts).toMatchObject({ id, dimension: expected.dimension, license: expected.license });
    expect(geometryOf(image.input)).toMatchObject(input);
    expect(image.output).toEqual(expected.output);
    expect(facts.source?.revision).toMatch(/^[0-9a-f]{40}$/);
    expect(facts.description).toContain("From published facts, not run here.");
    const files = Object.values(image.files);
    expect(files.every((file) => (file.bytes ?? 0) > 20_000_000)).toBe(true);
  });
});

test("SigLIP 2 pads its texts, and scores them by sigmoids", async () => {
  const { text, tags } = await readModelManifest(`${folder}siglip2-base-224.json`);
  expect(text?.input).toMatchObject({ padding: { length: 64, id: 0 }, cleaning: "lower-case" });
  expect(tags).toMatchObject({ logitBias: -16.771725 });
  expect((tags as { logitScale: number }).logitScale).toBeCloseTo(Math.exp(4.724453449), 2);
});
