import { expect, it } from "vitest";
import { nextPath } from "./login-origin.server";

it.each([
  ["/admin/pictures?tag=koi", "/admin/pictures?tag=koi"],
  ["/admin", "/admin"],
  ["/admin/logout", "/admin"],
  ["//evil.example/admin", "/admin"],
  ["https://evil.example/admin", "/admin"],
  ["/administrators", "/admin"],
  [null, "/admin"],
])("after a login with next=%s, %s comes next", (next, path) => {
  expect(nextPath(next)).toBe(path);
});
