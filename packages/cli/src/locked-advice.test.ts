import { RevimgError } from "@revimg/core";
import { expect, it } from "vitest";
import { lockedAdvice } from "./locked-advice.js";

const url = "http://127.0.0.1:3000";
const locked = new RevimgError("index_locked", "Locked.", { details: { pid: 1, url } });

it("gives the command to copy, without the options that only the server needs", () => {
  const words = ["search", "my cat.jpg", "--data", "./index", "--limit", "3", "--collection=a"];
  expect(lockedAdvice(locked, words)[1]).toBe(
    "  revimg search 'my cat.jpg' --limit 3 --server http://127.0.0.1:3000",
  );
});

it("says how pictures get into an index that is served", () => {
  const served = new RevimgError("index_locked", "Locked.", { details: { url: `${url}/shop` } });
  expect(lockedAdvice(served, ["index", "photos"])).toEqual([
    "Stop the server, then run the same command again. Or send it the pictures, with a key that may write:",
    "  POST http://127.0.0.1:3000/shop/images",
  ]);
});

it("has no command where no server was announced", () => {
  const error = new RevimgError("index_locked", "Locked.", { details: { pid: 1 } });
  expect(lockedAdvice(error, ["search", "a.jpg"])).toEqual([]);
});
