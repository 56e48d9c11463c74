// Tests on the other end of the range of Node versions that package.json names.
import { countTests } from "./run-vitest.mjs";

const major = Number(process.versions.node.split(".")[0]);
const other = major === 20 ? 24 : 20;

/**
 * Where behaviour depends on Node: threads, processes, files, sockets, streams and native
 * modules. The rest computes, and would double the time of a run.
 */
const filters = [
  "packages/http/src",
  "packages/core/src/files",
  "packages/core/src/inference",
  "packages/core/src/lib",
  "packages/core/src/model-files",
  "packages/core/src/remote",
  "packages/core/src/stores",
];

/** Runs these tests on the other Node, one file at a time. Resolves to their counts. */
export async function testOnOtherNode() {
  console.log(`> unit tests of what depends on Node, on Node ${other}`);
  const counts = await countTests(
    ["--reporter=dot", "--project", "unit", "--maxWorkers", "1", ...filters],
    {
      name: ".revimg-other-node-report.json",
      node: ["npx", "--yes", "--package", `node@${other}`, "node"],
    },
  );
  const { passed, failed, skipped } = counts;
  console.log(`> Node ${other}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  return counts;
}
