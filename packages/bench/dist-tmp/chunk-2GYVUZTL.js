// ../core/src/model/resize-kernel.wasm.ts
var resizeKernelBase64 = "AGFzbQEAAAABFgJgCH9/f39/f39/AGAHf39/f39/fwADAwIAAQUDAQABBxoDBm1lbW9yeQIABmFjcm9zcwAABGRvd24AAQrnBgK0AgIEfwZ7/QwAACAAAAAgAAAAIAAAACAAIREDQEEAIQggBCEKA0AgACADIAhBAnRqKAIAaiEJ/QwAAAAAAAAAAAAAAAAAAAAAIQ8gESEQIAUhCwNAIAn9AAQAIQwgDP0MAP8D/wH/BP8C/wX///////0OIQ0gDP0MBv8J/wf/Cv8I/wv///////0OIQ4gDyANIAr9CQIA/boBIA4gCv0JAgT9ugH9rgH9rgEhDyAQIA0gCv0JAgj9ugEgDiAK/QkCDP26Af2uAf2uASEQIAlBDGohCSAKQRBqIQogC0EBayILDQALIA9BC/2rASAQ/a4BQRb9rAEhDyAPIA/9hQEhDyAHIA8gD/1m/VoAAAAgB0EDaiEHIAhBAWohCCAIIAZJDQALIAAgAWohACACQQFrIgINAAsLrgQCBX8Oe/0MAAAgAAAAIAAAACAAAAAgACERA0AgACACKAIAaiEHQQAhCANAIAcgCGohCSADIQogBCEL/QwAAAAAAAAAAAAAAAAAAAAAIRL9DAAAAAAAAAAAAAAAAAAAAAAhE/0MAAAAAAAAAAAAAAAAAAAAACEU/QwAAAAAAAAAAAAAAAAAAAAAIRUgESEWIBEhFyARIRggESEZA0AgCv0JAgAhDyAK/QkCBCEQIAn9AAQAIQwgCSABaiEJIAn9AAQAIQ0gCSABaiEJIApBCGohCiAMIA39DQAQARECEgMTBBQFFQYWBxchDiAMIA39DQgYCRkKGgsbDBwNHQ4eDx8hDSAO/YkBIQwgEiAMIA/9ugH9rgEhEiAWIAwgEP26Af2uASEWIA79igEhDCATIAwgD/26Af2uASETIBcgDCAQ/boB/a4BIRcgDf2JASEMIBQgDCAP/boB/a4BIRQgGCAMIBD9ugH9rgEhGCAN/YoBIQwgFSAMIA/9ugH9rgEhFSAZIAwgEP26Af2uASEZIAtBAWsiCw0ACyASQQv9qwEgFv2uAUEW/awBIRIgE0EL/asBIBf9rgFBFv2sASETIBRBC/2rASAY/a4BQRb9rAEhFCAVQQv9qwEgGf2uAUEW/awBIRUgBiAIaiASIBP9hQEgFCAV/YUB/Wb9CwAAIAhBEGohCCAIIAFJDQALIAJBBGohAiADIARBA3RqIQMgBiABaiEGIAVBAWsiBQ0ACws=";

// ../core/src/model/resize-kernel.ts
var pageBytes = 65536;
var lowBits = 11;
var slackBytes = 16;
var kernel;
var packed = {
  2: /* @__PURE__ */ new WeakMap(),
  4: /* @__PURE__ */ new WeakMap()
};
function resizeWithKernel(plan) {
  kernel = kernel === void 0 ? instantiate() : kernel;
  if (kernel === null) return null;
  const { source, firstRow, rows, crop } = plan;
  const across = packWeights(plan.across, 4);
  const down = packWeights(plan.down, 2);
  const rowBytes = source.width * 3;
  const narrowBytes = crop.width * 3;
  const layout = new Layout();
  const columnStarts = layout.take(crop.width * 4);
  const columnWeights = layout.take(crop.width * across.pairsEach * 4);
  const rowStarts = layout.take(crop.height * 4);
  const rowWeights = layout.take(crop.height * down.pairsEach * 4);
  const sourceAt = layout.take(rows * rowBytes + across.groups * 12 + slackBytes);
  const narrowAt = layout.take((rows + down.groups * 2) * narrowBytes + slackBytes);
  const outputAt = layout.take(crop.height * narrowBytes + slackBytes);
  const buffer = grow(kernel, layout.bytes);
  if (buffer === null) return null;
  const words = new Int32Array(buffer);
  const origin = source.left;
  for (let column = 0; column < crop.width; column += 1) {
    words[columnStarts / 4 + column] = (plan.across.starts[crop.left + column] - origin) * 3;
  }
  words.set(partOf(across, crop.left, crop.width), columnWeights / 4);
  for (let row = 0; row < crop.height; row += 1) {
    const start = plan.down.starts[crop.top + row] - source.top - firstRow;
    words[rowStarts / 4 + row] = start * narrowBytes;
  }
  words.set(partOf(down, crop.top, crop.height), rowWeights / 4);
  const bytes = new Uint8Array(buffer);
  bytes.set(source.pixels.subarray(firstRow * rowBytes, (firstRow + rows) * rowBytes), sourceAt);
  kernel.across(
    sourceAt,
    rowBytes,
    rows,
    columnStarts,
    columnWeights,
    across.groups,
    crop.width,
    narrowAt
  );
  kernel.down(narrowAt, narrowBytes, rowStarts, rowWeights, down.groups, crop.height, outputAt);
  return bytes.slice(outputAt, outputAt + crop.height * narrowBytes);
}
var Layout = class {
  bytes = 0;
  take(bytes) {
    const address = this.bytes;
    this.bytes += Math.ceil(bytes / 16) * 16;
    return address;
  }
};
function partOf({ pairs, pairsEach }, first, count) {
  return pairs.subarray(first * pairsEach, (first + count) * pairsEach);
}
function packWeights(table, groupSize) {
  const known = packed[groupSize].get(table);
  if (known !== void 0) return known;
  const { counts, weights, stride } = table;
  const groups = Math.ceil(counts.reduce((most, count) => Math.max(most, count)) / groupSize);
  const pairsEach = groups * groupSize;
  const pairs = new Int32Array(counts.length * pairsEach);
  const halves = new Int16Array(pairs.buffer);
  counts.forEach((count, index) => {
    for (let tap = 0; tap < count; tap += 1) {
      const weight = weights[index * stride + tap];
      const group = Math.floor(tap / groupSize);
      const at = (index * pairsEach + group * groupSize) * 2 + tap % groupSize;
      halves[at] = weight >> lowBits;
      halves[at + groupSize] = weight & (1 << lowBits) - 1;
    }
  });
  const result = { groups, pairs, pairsEach };
  packed[groupSize].set(table, result);
  return result;
}
function grow({ memory }, bytes) {
  const missing = bytes - memory.buffer.byteLength;
  try {
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return memory.buffer;
  } catch {
    return null;
  }
}
function instantiate() {
  try {
    const bytes = Uint8Array.from(atob(resizeKernelBase64), (character) => character.charCodeAt(0));
    return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  } catch {
    return null;
  }
}

// ../core/src/model/resize-weights.ts
var precisionBits = 22;
var kernelSupport = 2;
var tables = /* @__PURE__ */ new Map();
var maxTables = 128;
function axisWeights(sourceSize, targetSize) {
  const key = `${sourceSize}:${targetSize}`;
  const known = tables.get(key);
  if (known !== void 0) return known;
  const oldest = tables.keys().next();
  if (tables.size >= maxTables && !oldest.done) tables.delete(oldest.value);
  const table = computeAxisWeights(sourceSize, targetSize);
  tables.set(key, table);
  return table;
}
function reachOf(sourceSize, targetSize, index) {
  if (sourceSize === targetSize) return { start: index, end: index + 1 };
  const scale = sourceSize / targetSize;
  const support = kernelSupport * Math.max(scale, 1);
  const center = (index + 0.5) * scale;
  return {
    start: Math.max(0, Math.trunc(center - support + 0.5)),
    end: Math.min(sourceSize, Math.trunc(center + support + 0.5))
  };
}
function computeAxisWeights(sourceSize, targetSize) {
  const scale = sourceSize / targetSize;
  const widening = Math.max(scale, 1);
  const unchanged = sourceSize === targetSize;
  const stride = unchanged ? 1 : Math.ceil(kernelSupport * widening) * 2 + 1;
  const starts = new Int32Array(targetSize);
  const counts = new Int32Array(targetSize);
  const weights = new Int32Array(targetSize * stride);
  for (let index = 0; index < targetSize; index += 1) {
    const { start, end } = reachOf(sourceSize, targetSize, index);
    const center = (index + 0.5) * scale;
    const values = Array.from(
      { length: end - start },
      (_, tap) => unchanged ? 1 : cubicKernel((start + tap - center + 0.5) / widening)
    );
    const sum = values.reduce((total, value) => total + value, 0);
    starts[index] = start;
    counts[index] = values.length;
    values.forEach((value, tap) => {
      const fixed = value / sum * (1 << precisionBits);
      weights[index * stride + tap] = Math.trunc(fixed + (value < 0 ? -0.5 : 0.5));
    });
  }
  return { starts, counts, weights, stride };
}
function cubicKernel(x) {
  const a = -0.5;
  const distance = Math.abs(x);
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a;
  return 0;
}

// ../core/src/model/resize-plain.ts
var half = 1 << precisionBits - 1;
function resizeAcross({ pixels, rowBytes, first, count, origin }, rows, { starts, counts, weights, stride }) {
  const output = new Uint8ClampedArray(rows * count * 3);
  let target = 0;
  for (let row = 0; row < rows; row += 1) {
    for (let column = first; column < first + count; column += 1) {
      let source = row * rowBytes + (starts[column] - origin) * 3;
      const from = column * stride;
      const to = from + counts[column];
      let red = half;
      let green = half;
      let blue = half;
      for (let index = from; index < to; index += 1) {
        const weight = weights[index];
        red += pixels[source] * weight;
        green += pixels[source + 1] * weight;
        blue += pixels[source + 2] * weight;
        source += 3;
      }
      output[target] = red >> precisionBits;
      output[target + 1] = green >> precisionBits;
      output[target + 2] = blue >> precisionBits;
      target += 3;
    }
  }
  return new Uint8Array(output.buffer);
}
function resizeDown({ pixels, rowBytes, first, count, origin }, { starts, counts, weights, stride }) {
  const output = new Uint8ClampedArray(rowBytes * count);
  const sums = new Int32Array(rowBytes);
  for (let row = 0; row < count; row += 1) {
    const from = (first + row) * stride;
    const start = starts[first + row] - origin;
    sums.fill(half);
    for (let tap = 0; tap < counts[first + row]; tap += 1) {
      const weight = weights[from + tap];
      const source = (start + tap) * rowBytes;
      for (let index = 0; index < rowBytes; index += 1) {
        sums[index] = sums[index] + pixels[source + index] * weight;
      }
    }
    for (let index = 0; index < rowBytes; index += 1) {
      output[row * rowBytes + index] = sums[index] >> precisionBits;
    }
  }
  return new Uint8Array(output.buffer);
}

// ../core/src/model/resize.ts
function resizeBicubic(image, size, crop = { left: 0, top: 0, ...size }) {
  const plan = planResize(image, size, crop);
  return resizeWithKernel(plan) ?? resizePlain(plan);
}
function resizePlain({ source, firstRow, rows, crop, across, down }) {
  const rowBytes = source.width * 3;
  const narrow = resizeAcross(
    {
      pixels: source.pixels.subarray(firstRow * rowBytes),
      rowBytes,
      first: crop.left,
      count: crop.width,
      origin: source.left
    },
    rows,
    across
  );
  return resizeDown(
    {
      pixels: narrow,
      rowBytes: crop.width * 3,
      first: crop.top,
      count: crop.height,
      origin: source.top + firstRow
    },
    down
  );
}
function planResize(image, size, crop) {
  const source = "whole" in image ? image : { ...image, left: 0, top: 0, whole: image };
  const { start, end } = verticalReach(source.whole, size, crop);
  return {
    source,
    firstRow: start - source.top,
    rows: end - start,
    crop,
    across: axisWeights(source.whole.width, size.width),
    down: axisWeights(source.whole.height, size.height)
  };
}
function verticalReach(whole, size, crop) {
  const { start } = reachOf(whole.height, size.height, crop.top);
  const { end } = reachOf(whole.height, size.height, crop.top + crop.height - 1);
  return { start, end };
}

// ../core/src/model/preprocess.ts
function writeModelInput(image, { size, mean, std }, target) {
  const square = centerSquare(image, size);
  const plane = size * size;
  for (let channel = 0; channel < 3; channel += 1) {
    const scale = 1 / (255 * std[channel]);
    const shift = mean[channel] / std[channel];
    for (let index = 0; index < plane; index += 1) {
      target[channel * plane + index] = square[index * 3 + channel] * scale - shift;
    }
  }
}
function centerSquare(image, size) {
  const { resized, crop } = squareOf("whole" in image ? image.whole : image, size);
  return resizeBicubic(image, resized, crop);
}
function squareOf({ width, height }, size) {
  const shorter = Math.min(width, height);
  const resized = {
    width: width === shorter ? size : Math.trunc(size * width / shorter),
    height: height === shorter ? size : Math.trunc(size * height / shorter)
  };
  const crop = {
    left: roundHalfToEven((resized.width - size) / 2),
    top: roundHalfToEven((resized.height - size) / 2),
    width: size,
    height: size
  };
  return { resized, crop };
}
function roundHalfToEven(value) {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

export {
  writeModelInput,
  centerSquare
};
//# sourceMappingURL=chunk-2GYVUZTL.js.map