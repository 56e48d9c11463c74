import { expect, test } from "vitest";
import { loadPeer } from "./load-peer.js";

const user = { adapter: "example", store: "The example store" };

test("a package that is not installed is named with the command that installs it", async () => {
  const absent = "a-package-that-is-not-installed";
  await expect(loadPeer(user, absent, () => import(absent))).rejects.toMatchObject({
    code: "missing_dependency",
    adapter: "example",
    message: expect.stringContaining(`npm install ${absent}`),
  });
});

test("a package that is there and lacks one of its own is another error", async () => {
  const inner = "a-package-that-is-not-installed";
  await expect(loadPeer(user, "outer", () => import(inner))).rejects.toMatchObject({
    code: "dependency_load_failed",
    message: expect.stringContaining("npm install outer"),
  });
});

test("the command names the version, where the newest one is not meant", async () => {
  const absent = "a-package-that-is-not-installed";
  await expect(
    loadPeer({ ...user, version: "@10" }, absent, () => import(absent)),
  ).rejects.toMatchObject({ message: expect.stringContaining(`npm install ${absent}@10`) });
});
