import { defineConfig } from "vite";

export default defineConfig({
  build: { outDir: "build", target: "es2022" },
  // The embedder's worker loads ONNX Runtime when it knows which one it needs.
  worker: { format: "es" },
  // Both find their own files beside themselves, which copies in Vite's cache could not.
  optimizeDeps: { exclude: ["@revimg/core", "onnxruntime-web"] },
});
