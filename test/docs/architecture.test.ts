import { expect, test } from "vitest";
import { architectureDiagram, architecturePage } from "./architecture.js";
import { readPage } from "./pages.js";
import { roomsOfCore } from "./rooms.js";

// `npx vitest run test/docs/architecture.test.ts -u` draws and writes both again.
test("the diagram shows the packages and rooms as they import each other", async () => {
  await expect(architectureDiagram()).toMatchFileSnapshot("../../docs/architecture.svg");
});

test("docs/architecture.md has every room of the map, with what it imports", async () => {
  const page = architecturePage(readPage("docs/architecture.md"));
  await expect(page).toMatchFileSnapshot("../../docs/architecture.md");
});

test("rooms are read from the map, and a room imports only lower ones", () => {
  const rooms = roomsOfCore();
  expect(rooms.length).toBeGreaterThan(20);
  expect(rooms[0]).toMatchObject({ name: "lib", imports: [], level: 0 });
  expect(rooms.filter(({ level }) => !Number.isInteger(level))).toEqual([]);
  const search = rooms.find(({ name }) => name === "search");
  expect(search?.imports).toEqual(expect.arrayContaining(["stores", "keywords", "engine"]));
});
