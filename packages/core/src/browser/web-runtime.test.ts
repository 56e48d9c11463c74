import { expect, test, vi } from "vitest";
import { openWebRuntime } from "./web-runtime.js";

vi.mock("onnxruntime-web/wasm", () => {
  throw new Error("Failed to resolve module specifier");
});

const settings = { threads: undefined, wasmPaths: undefined };

test("without its package, the error says what to install", async () => {
  await expect(openWebRuntime("wasm", settings)).rejects.toMatchObject({
    code: "dependency_load_failed",
    message: expect.stringContaining("npm install onnxruntime-web"),
    details: { package: "onnxruntime-web" },
  });
});
