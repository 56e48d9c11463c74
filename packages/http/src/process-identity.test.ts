import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { hasEnded, processIdentity } from "./process-identity.js";

const [host] = processIdentity.split(".");

it("knows a process that lives from one that has ended", () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  expect(hasEnded(processIdentity)).toBe(false);
  expect(hasEnded(`${host}.${process.ppid}.a`)).toBe(false);
  expect(hasEnded(`${host}.${pid}.a`)).toBe(true);
});

it("an earlier process with the same id has ended", () => {
  expect(hasEnded(`${host}.${process.pid}.a`)).toBe(true);
});

it.each(["other-host.1.a", "", "a", `${host}.x.a`, `${host}.0.a`, `${host}.-1.a`])(
  "says nothing of %j",
  (identity) => expect(hasEnded(identity)).toBe(false),
);
