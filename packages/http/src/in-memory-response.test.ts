import { expect, it } from "vitest";
import { bytesOf, inMemoryResponse, plainResponse } from "./in-memory-response.js";

const bytes = new TextEncoder().encode('{"a":1}');
const made = () => inMemoryResponse(bytes, { status: 201, headers: { "x-a": "1" } });

it("is a response like others", async () => {
  expect(made()).toBeInstanceOf(Response);
  expect(made()).toMatchObject({ status: 201, ok: true, bodyUsed: false });
  expect(await made().json()).toEqual({ a: 1 });
  expect(await made().text()).toBe('{"a":1}');
  expect(new Uint8Array(await made().arrayBuffer())).toEqual(bytes);
  expect(await new Response(made().body).text()).toBe('{"a":1}');
  const read = made();
  expect(await read.clone().json()).toEqual({ a: 1 });
  await read.text();
  expect(read.bodyUsed).toBe(true);
  await expect(read.text()).rejects.toThrow(TypeError);
});

it("gives its bytes until somebody has read it", async () => {
  const response = made();
  expect(bytesOf(response)).toBe(bytes);
  response.headers.set("x-b", "2");
  const plain = plainResponse(response);
  expect(Object.getPrototypeOf(plain)).toBe(Response.prototype);
  expect([...plain.headers]).toEqual([...response.headers]);
  expect(bytesOf(response)).toBeNull();
  expect(bytesOf(new Response("x"))).toBeNull();
  const other = new Response("x");
  expect(plainResponse(other)).toBe(other);
});
