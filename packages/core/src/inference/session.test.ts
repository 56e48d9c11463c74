import { describe, expect, test } from "vitest";
import { requireTensor, type Session, type TensorInfo } from "./session.js";

const session = (...outputs: TensorInfo[]): Session => ({
  inputs: [],
  outputs,
  run: async () => [],
});
const vector = { name: "vector", type: "float32", shape: [null, 512] };
const expected = { name: "vector", types: ["float32", "float16"], shape: [null, 512] };

describe("requireTensor", () => {
  test.each([
    ["as it is", vector],
    ["half precision", { ...vector, type: "float16" }],
    ["a fixed batch", { ...vector, shape: [1, 512] }],
    ["a size that varies", { ...vector, shape: [null, null] }],
    ["no shape", { ...vector, shape: [] }],
  ])("takes %s", (_, output) => {
    expect(requireTensor("m", session(output), "outputs", expected)).toBe(output);
  });

  test.each([
    ["another name", { ...vector, name: "logits" }],
    ["another format", { ...vector, type: "int64" }],
    ["another size", { ...vector, shape: [null, 768] }],
    ["more axes", { ...vector, shape: [null, 50, 512] }],
  ])("refuses %s with what is there", (_, output) => {
    expect(() => requireTensor("m", session(output), "outputs", expected)).toThrow(
      expect.objectContaining({
        code: "model_corrupt",
        message: expect.stringMatching(
          `model m says that it has an output vector \\(float32 \\[any, 512\\]\\); its ONNX file has ${output.name} \\(${output.type}`,
        ),
      }),
    );
  });
});
