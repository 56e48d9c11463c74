import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";
import { workerUrl } from "../lib/workers/worker-url.js";
import { resolveModel } from "../model-files/resolve-model.js";
import type { ModelToLoad } from "./inference-protocol.js";

const directory = mkdtempSync(join(tmpdir(), "revimg-guard-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** The module as JavaScript, since the programs below run outside the test runner. */
const guardModule = join(directory, "native-guard.mjs");
const source = readFileSync(new URL("native-guard.ts", import.meta.url), "utf8");
writeFileSync(
  guardModule,
  ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  }).outputText,
);

const model = await resolveModel("mini");
const toLoad: ModelToLoad = {
  manifest: model.manifest,
  dtype: "fp32",
  files: { image: await model.file("image"), labels: await model.file("labels") },
  threads: 1,
  device: "cpu",
};

/** Ends itself with code 7, this long after its inference thread has begun to load the model. */
const program = (milliseconds: number) => `
  import { Worker } from "node:worker_threads";
  import { createNativeGuard } from "${pathToFileURL(guardModule)}";
  const guard = createNativeGuard();
  const workerData = { runtime: "onnxruntime-node", guard };
  const worker = new Worker(new URL("${workerUrl("inference-worker")}"), { workerData });
  worker.postMessage({ call: 1, method: "load", args: [${JSON.stringify(toLoad)}] });
  setInterval(() => {
    if (Atomics.load(guard, 0) === 0) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${milliseconds});
    process.exit(7);
  }, 1);
`;

/** Prints whether its inference thread, started while the process exits, loaded native code. */
const exiting = `
  import { Worker } from "node:worker_threads";
  const guard = new Int32Array(new SharedArrayBuffer(8));
  guard[1] = 1;
  const workerData = { runtime: "onnxruntime-node", guard };
  const worker = new Worker(new URL("${workerUrl("inference-worker")}"), { workerData });
  worker.postMessage({ call: 1, method: "load", args: [${JSON.stringify(toLoad)}] });
  worker.once("message", ({ error }) => {
    const { sharedObjects } = process.report.getReport();
    console.log(error.message, sharedObjects.some((path) => path.includes("onnxruntime")));
    process.exit(7);
  });
`;

describe("the native guard", () => {
  test("lets a thread that starts while the process exits load nothing", () => {
    const file = join(directory, "exiting.mjs");
    writeFileSync(file, exiting);
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({
      status: 7,
      stdout: "The process is exiting. false\n",
      stderr: "",
    });
  });

  test.each([1, 20, 40, 60, 80])(
    "lets a process exit %i ms into loading the model",
    (milliseconds) => {
      const file = join(directory, `exit-${milliseconds}.mjs`);
      writeFileSync(file, program(milliseconds));
      const { status, signal, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
      expect({ status, signal, stderr }).toEqual({ status: 7, signal: null, stderr: "" });
    },
  );
});
