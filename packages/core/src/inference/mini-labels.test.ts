import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { resolveModel } from "../model-files/resolve-model.js";
import type { ModelLabel } from "./tags.js";

const mini = await resolveModel("mini");
const labels = JSON.parse(await readFile(await mini.file("labels"), "utf8")) as ModelLabel[];

test("mini has 200 labels with their wider words", () => {
  expect(labels).toHaveLength(200);
  const retriever = labels.find(({ name }) => name === "golden retriever");
  expect(retriever?.hypernyms).toEqual(["retriever", "dog", "animal"]);
});

test("mini gives every class a name of its own in lower case", () => {
  const names = labels.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, hypernyms } of labels) {
    for (const word of [name, ...hypernyms]) expect(word).toMatch(/^[a-z][a-z' -]*[a-z]$/);
    expect(hypernyms).not.toContain(name);
    expect(new Set(hypernyms).size).toBe(hypernyms.length);
  }
});
