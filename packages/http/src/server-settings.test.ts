import { expect, test } from "vitest";
import { toHandlerOptions } from "./server-settings.js";

test("settings that are not given leave the handler's own defaults", () => {
  expect(toHandlerOptions({}, () => {})).toEqual({ access: {} });
});

test("settings become options of the handler", () => {
  const lines: string[] = [];
  const { log, ...options } = toHandlerOptions(
    {
      ...{ linkSeconds: 600, redirectImages: true },
      ...{ read: "key", metrics: "open", cors: ["https://shop.example"], rateLimit: 60 },
      ...{ trustProxy: ["10.0.0.0/8"], hosts: ["photos.example"], accessLog: true },
      thoroughCopies: "off",
    },
    (line) => lines.push(line),
  );
  expect(options).toEqual({
    access: { read: "key", metrics: "open", linkSeconds: 600 },
    redirectImages: true,
    cors: ["https://shop.example"],
    rateLimit: { requests: 60 },
    thoroughCopies: { access: "off" },
    trustProxy: ["10.0.0.0/8"],
    hosts: ["photos.example", "localhost", "127.0.0.1", "[::1]"],
  });
  const entry = { time: "2026-11-29T20:00:00.000Z", request_id: "1", method: "GET", path: "/" };
  log?.({ ...entry, status: 200, duration_ms: 1, bytes: 2, address: null, key: null });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ type: "request", request_id: "1", status: 200 }),
  ]);
});

test("the star among origins stands for all", () => {
  const { cors } = toHandlerOptions({ cors: ["https://shop.example", "*"] }, () => {});
  expect(cors).toBe("*");
});
