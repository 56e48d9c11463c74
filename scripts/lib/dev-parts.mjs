// What `pnpm dev` watches, and how it builds each part.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./workspace.mjs";

// Declarations are left as they are: nothing that runs reads them. A whole build makes them anew.
const library = ["tsup", "--no-dts", "--no-clean", "--silent"];
// Threads have entry files of their own.
const threads = ["tsup", "--config", "tsup.threads.config.ts", "--silent"];

/** In the order of their dependencies. */
export const parts = [
  { folder: "packages/core", below: ["src"], commands: [library, threads] },
  { folder: "packages/adapters", below: ["src"], commands: [library] },
  { folder: "packages/http", below: ["src"], commands: [library] },
  { folder: "examples/sample-gallery", below: ["src"], commands: [library] },
  {
    folder: "examples/remix-app",
    below: ["app", "public"],
    commands: [["remix", "vite:build"]],
  },
  {
    folder: "examples/remix-app",
    below: ["server", "server.ts"],
    commands: [["tsup", "--silent"]],
  },
];

/** The path of a program that a folder or the workspace depends on. */
export function programOf(folder, name) {
  const own = join(root, folder, "node_modules/.bin", name);
  return existsSync(own) ? own : join(root, "node_modules/.bin", name);
}
