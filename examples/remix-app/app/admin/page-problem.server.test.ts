import { RevimgError } from "@revimg/core";
import { RequestError } from "@revimg/http/client";
import { expect, it } from "vitest";
import { throwProblem } from "./page-problem.server";

function thrownFor(error: unknown): unknown {
  try {
    throwProblem(error);
  } catch (thrown) {
    return thrown;
  }
}

it("tells what the API refused", () => {
  const error = new RequestError("not_found", "There is no such job.", {
    ...{ status: 404, retryable: false },
  });
  expect(thrownFor(error)).toMatchObject({
    ...{ data: { detail: "There is no such job." }, init: { status: 404 } },
  });
});

it("tells that a store does not answer, without what its message may name", () => {
  const error = new RevimgError("store_failed", "connect ECONNREFUSED db.internal:5432");
  expect(thrownFor(error)).toMatchObject({
    ...{ data: { detail: "A store did not do what it was asked." }, init: { status: 503 } },
  });
});

it("leaves redirects and faults of the program as they are", () => {
  const redirect = new Response(null, { status: 302 });
  expect(thrownFor(redirect)).toBe(redirect);
  const fault = new TypeError("undefined is not a function");
  expect(thrownFor(fault)).toBe(fault);
});
