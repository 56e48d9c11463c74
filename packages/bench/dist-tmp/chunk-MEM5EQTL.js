// src/clip/contender.ts
var dimension = 512;
var inputSize = 224;
async function inLanes(items, lanes, work) {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

export {
  dimension,
  inputSize,
  inLanes
};
//# sourceMappingURL=chunk-MEM5EQTL.js.map