export type { Memory, MemoryOptions } from "./memory.js";
export { createMemory } from "./memory.js";
export { memoryBlobs } from "./memory-blobs.js";
export { memoryMetadata } from "./memory-metadata.js";
export { memoryVectors } from "./memory-vectors.js";
