import { describe, expect, test } from "vitest";
import { ClassWords } from "./class-words.js";

const words = new ClassWords([
  { name: "beagle", hypernyms: ["dog", "animal"] },
  { name: "poodle", hypernyms: ["dog", "animal"] },
  { name: "brown bear", synonyms: ["ursus arctos"], hypernyms: ["bear", "animal"] },
  { name: "goose", hypernyms: ["animal"] },
  { name: "sunglasses", synonyms: ["shades"], hypernyms: [] },
  { name: "wooden knife", hypernyms: ["cutlery"] },
  { name: "plumber's helper", hypernyms: [] },
]);

describe("words of labels in a text", () => {
  test.each([
    ["beagle", [[0]]],
    ["dog", [[0, 1]]],
    ["A photo of a DOG.", [[0, 1]]],
    ["two dogs", [[0, 1]]],
    ["brown bears", [[2]]],
    ["Ursus arctos", [[2]]],
    ["geese", [[3]]],
    ["sunglass", [[4]]],
    ["sun-glasses and shades", [[4]]],
    ["wooden knives", [[5]]],
    ["the plumber’s helper", [[6]]],
    ["a dog beside a goose", [[0, 1], [3]]],
    ["béagle", [[0]]],
  ])("%s", (text, classes) => {
    expect(words.find(text).classes).toEqual(classes);
  });

  test("the longest phrase counts, and not the words in it", () => {
    expect(words.find("a brown bear").classes).toEqual([[2]]);
    expect(words.find("a black bear")).toEqual({ classes: [[2]], unknown: ["black"] });
  });

  test("what no label has is told, without the words around it", () => {
    expect(words.find("a photo of a zeppelin at night")).toEqual({
      classes: [],
      unknown: ["zeppelin", "night"],
    });
  });

  test.each(["", "  ", "!?", "the photo of a"])("%j has no words", (text) => {
    expect(words.find(text)).toEqual({ classes: [], unknown: [] });
  });
});

describe("near words", () => {
  test("are those that differ by little", () => {
    expect(words.near(["begle"])).toEqual(["beagle"]);
    expect(words.near(["bearr"])).toContain("bear");
    expect(words.near(["helpers"])).toEqual(["plumber's helper"]);
  });

  test("are the widest ones where none is like it", () => {
    expect(words.near(["zeppelin"])).toHaveLength(5);
    expect(words.near(["zeppelin"]).slice(0, 2)).toEqual(["animal", "dog"]);
    expect(words.near([])[0]).toBe("animal");
  });
});
