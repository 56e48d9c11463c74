import {
  RevimgError
} from "./chunk-5UUQIF2H.js";

// ../core/src/model/half-floats.ts
function floatsFromHalves(bits) {
  return Float32Array.from(bits, floatFromHalf);
}
function floatFromHalf(bits) {
  const sign = bits & 32768 ? -1 : 1;
  const exponent = bits >> 10 & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

// ../core/src/model/session.ts
function wrapSession(session, TensorOf) {
  return {
    inputs: session.inputMetadata.map(toInfo),
    outputs: session.outputMetadata.map(toInfo),
    async run(input, { type, data, shape }, outputs) {
      const feeds = { [input]: new TensorOf(type, data, shape) };
      const results = await session.run(feeds, [...outputs]);
      return outputs.map((name) => toFloats(results[name].data));
    }
  };
}
function requireTensor(id, session, side, { name, types, shape }) {
  const found = session[side].find((tensor) => tensor.name === name);
  const fits = found && types.includes(found.type) && // Some exporters leave an output's shape out.
  (found.shape.length === 0 || found.shape.length === shape.length && found.shape.every((size, axis) => fitting(size, shape[axis])));
  if (fits) return found;
  const expected = describe({ name, type: types[0], shape });
  const there = session[side].map(describe).join(", ");
  throw new RevimgError(
    "model_corrupt",
    `The manifest of the model ${id} says that it has ${side === "inputs" ? "an input" : "an output"} ${expected}; its ONNX file has ${there}. Correct the manifest, or use the file it was written for.`,
    { details: { model: id, tensor: name } }
  );
}
function fitting(size, expected) {
  return size === null || expected === null || size === expected;
}
function describe({ name, type, shape }) {
  return `${name} (${[type, ...shape.length > 0 ? [`[${shape.map((size) => size ?? "any").join(", ")}]`] : []].join(" ")})`;
}
function toInfo(value) {
  if (!value.isTensor) return { name: value.name, type: "not a tensor", shape: [] };
  const shape = value.shape.map((size) => typeof size === "number" && size > 0 ? size : null);
  return { name: value.name, type: value.type, shape };
}
function toFloats(data) {
  if (data instanceof Float32Array) return data;
  if (data instanceof Uint16Array) return floatsFromHalves(data);
  return Float32Array.from(data);
}

export {
  wrapSession,
  requireTensor
};
//# sourceMappingURL=chunk-P6OYAU3B.js.map