import { fileURLToPath } from "node:url";
import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [
    remix({
      future: {
        v3_fetcherPersist: true,
        v3_lazyRouteDiscovery: true,
        v3_relativeSplatPath: true,
        v3_routeConfig: true,
        v3_singleFetch: true,
        v3_throwAbortReason: true,
      },
    }),
    tailwindcss(),
  ],
  resolve: { alias: { "~": fileURLToPath(new URL("./app", import.meta.url)) } },
  // The embedder's worker loads ONNX Runtime when it knows which one it needs.
  worker: { format: "es" },
  // Both find their own files beside themselves, which copies in Vite's cache could not.
  optimizeDeps: { exclude: ["@revimg/core", "onnxruntime-web"] },
  // Core starts worker threads from files of its own, so it must stay a package.
  ssr: {
    external: ["@revimg/core", "@revimg/adapters", "@revimg/http", "@revimg/sample-gallery"],
  },
});
