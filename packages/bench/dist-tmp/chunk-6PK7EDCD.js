// src/statistics.ts
function percentile(values, share) {
  if (values.length === 0) throw new RangeError("There are no values.");
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
function median(values) {
  return percentile(values, 0.5);
}
function figure(value, digits = 3) {
  return Number(value.toPrecision(digits));
}

export {
  percentile,
  median,
  figure
};
//# sourceMappingURL=chunk-6PK7EDCD.js.map