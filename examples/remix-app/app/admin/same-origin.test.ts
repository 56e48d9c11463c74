import { expect, it } from "vitest";
import { requireSameOrigin } from "./same-origin";

function request(method: string, headers: Record<string, string> = {}): Request {
  return new Request("http://pictures.example/admin/keys", { method, headers });
}

it.each([
  ["a read from anywhere", request("GET", { origin: "https://evil.example" })],
  ["a form of this server", request("POST", { origin: "http://pictures.example" })],
  [
    "a form over TLS that a proxy took off",
    request("POST", { origin: "https://pictures.example", "sec-fetch-site": "same-origin" }),
  ],
  [
    "a form whose origin the browser keeps to itself",
    request("POST", { "sec-fetch-site": "same-origin" }),
  ],
])("%s is let through", (_, asked) => {
  expect(() => requireSameOrigin(asked)).not.toThrow();
});

it.each([
  ["another site", { origin: "https://evil.example" }],
  ["another port", { origin: "http://pictures.example:8080" }],
  ["a sandboxed frame", { origin: "null" }],
  ["a neighbour below the same name", { "sec-fetch-site": "same-site" }],
  [
    "another site that forges the origin only",
    { origin: "http://pictures.example", "sec-fetch-site": "cross-site" },
  ],
  ["whoever says nothing", {}],
])("a change from %s is refused", (_, headers: Record<string, string>) => {
  let thrown: unknown;
  try {
    requireSameOrigin(request("POST", headers));
  } catch (refusal) {
    thrown = refusal;
  }
  expect((thrown as Response).status).toBe(403);
});
