import { RequestError } from "@revimg/http/client";
import { expect, test } from "vitest";
import { apiClient } from "./api-client";

const origin = "http://localhost:3000";

test("a call is a request to the API of this process, with its key and its signal", async () => {
  const asked: Request[] = [];
  const api = async (request: Request) => {
    asked.push(request);
    return Response.json({ tags: [{ tag: "koi", count: 2 }] });
  };
  const controller = new AbortController();
  const client = apiClient({ api }, origin, { key: "secret" });
  const tags = await client.tags({ prefix: "ko" }, { signal: controller.signal });
  expect(tags).toEqual([{ tag: "koi", count: 2 }]);
  const [request] = asked;
  expect(request?.url).toBe("http://localhost:3000/api/tags?prefix=ko");
  expect(request?.headers.get("authorization")).toBe("Bearer secret");
  controller.abort();
  expect(request?.signal.aborted).toBe(true);
});

test("a refusal is the error that the client of any other server rejects with", async () => {
  const problem = { code: "overloaded", detail: "Too much is going on.", status: 503 };
  let calls = 0;
  const api = async () => {
    calls++;
    return Response.json(problem, { status: 503, headers: { "retry-after": "1" } });
  };
  const error = await apiClient({ api }, origin)
    .stats()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RequestError);
  expect(error).toMatchObject({ code: "overloaded", status: 503, retryable: true });
  expect(calls).toBe(1);
});
