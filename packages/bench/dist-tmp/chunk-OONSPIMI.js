// src/bench.ts
var UsageError = class extends Error {
};

export {
  UsageError
};
//# sourceMappingURL=chunk-OONSPIMI.js.map