import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram, run } from "./processes.js";

const libraries = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib"];
const howToInstall = "On Debian: apt-get install g++ libfaiss-dev libopenblas-dev";
const compileTimeoutMs = 300_000;

/**
 * FAISS before 1.7.4 has `idx_t` inside `faiss::Index`, where faiss-node's source
 * does not look for it.
 */
const olderFaiss = `#include <faiss/Index.h>
#if FAISS_VERSION_MAJOR == 1 && FAISS_VERSION_MINOR == 7 && FAISS_VERSION_PATCH < 4
namespace faiss { using idx_t = Index::idx_t; }
#endif
`;

/** Why there can be no binding to FAISS here, or null. Throws instead with `REVIMG_REQUIRE_SERVICES=1`. */
export function whyNoFaiss(): string | null {
  if (findProgram("g++") && libraryFile() && existsSync("/usr/include/faiss/Index.h")) return null;
  const reason = `needs FAISS to build faiss-node against. ${howToInstall}`;
  if (process.env.REVIMG_REQUIRE_SERVICES !== "1") return reason;
  throw new Error(`REVIMG_REQUIRE_SERVICES=1, and this test ${reason}`);
}

/**
 * The path of faiss-node's native module, built from the npm package's source
 * against the system's FAISS: the package's own script would fetch it from a
 * place that is not reached everywhere. It is built once (about ten seconds) and
 * kept in node_modules/.cache.
 */
export async function faissBinding(): Promise<string> {
  const reason = whyNoFaiss();
  if (reason !== null) throw new Error(`The binding ${reason}`);
  const require = createRequire(import.meta.url);
  const source = join(dirname(require.resolve("faiss-node/package.json")), "src/faiss.cc");
  const library = libraryFile()!;
  const file = join(cacheFolder(), `faiss-${await keyOf(source, library)}.node`);
  if (existsSync(file)) return file;
  await mkdir(cacheFolder(), { recursive: true });
  const building = `${file}.${randomUUID()}`;
  const prelude = `${building}.h`;
  try {
    await writeFile(prelude, olderFaiss);
    await run("g++", compilation({ require, source, library, prelude, output: building }), {
      timeoutMs: compileTimeoutMs,
    });
    // Another process may have been as far: both built the same.
    await rename(building, file);
  } finally {
    for (const path of [building, prelude]) await rm(path, { force: true });
  }
  return file;
}

interface Compilation {
  require: NodeJS.Require;
  source: string;
  library: string;
  prelude: string;
  output: string;
}

function compilation({ require, source, library, prelude, output }: Compilation): string[] {
  const addonApi = dirname(createRequire(source).resolve("node-addon-api"));
  const nodeApi = dirname(require.resolve("node-api-headers/package.json"));
  const defines = [
    "NAPI_VERSION=6",
    "NAPI_CPP_EXCEPTIONS",
    "NODE_GYP_MODULE_NAME=faiss_node",
    "BUILDING_NODE_EXTENSION",
  ];
  return [
    ...["-std=c++17", "-O2", "-fPIC", "-shared", "-fopenmp"],
    ...defines.map((name) => `-D${name}`),
    ...[addonApi, join(nodeApi, "include")].map((folder) => `-I${folder}`),
    ...["-include", prelude, source, library, "-lopenblas", "-o", output],
  ];
}

/** FAISS as a static library, so that the binding works without the packages it was built with. */
function libraryFile(): string | undefined {
  return libraries.map((folder) => join(folder, "libfaiss.a")).find(existsSync);
}

function cacheFolder(): string {
  const [root] = fileURLToPath(import.meta.url).split(`${sep}packages${sep}testing${sep}`);
  return join(root!, "node_modules/.cache/revimg");
}

async function keyOf(source: string, library: string): Promise<string> {
  const hash = createHash("sha256").update(readFileSync(source)).update(olderFaiss);
  hash.update(`${process.platform} ${process.arch} ${library}`);
  const { stdout } = await run("sha256sum", [library]);
  return hash.update(stdout).digest("hex").slice(0, 16);
}
