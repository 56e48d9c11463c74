// npm test: installs, builds, checks, and runs every test. The last line counts them.

import { join } from "node:path";
import { testOnOtherNode } from "./lib/other-node.mjs";
import { countTests } from "./lib/run-vitest.mjs";
import { runChecks, staticChecks } from "./lib/static-checks.mjs";
import { build, install, requireNode, root } from "./lib/workspace.mjs";

/** What `npm test -- …` hands on: only these tests run, and on this Node alone. */
const words = process.argv.slice(2);

requireNode();
install();
build();

const [complaints, ...counts] = await Promise.all([checksThenOtherNode(), allTests()]).then(
  ([beside, tests]) => [beside.complaints, tests, ...beside.counts],
);
const sum = (key) => counts.reduce((total, each) => total + each[key], 0);
const [passed, skipped] = [sum("passed"), sum("skipped")];
const failed = Math.max(sum("failed"), complaints.length > 0 ? 1 : 0);
const strict = process.env.REVIMG_REQUIRE_SERVICES === "1";
if (strict && skipped > 0) {
  console.error(
    `${skipped} tests were skipped, and REVIMG_REQUIRE_SERVICES=1 asks for all of them.`,
  );
}
if (complaints.length > 0) {
  console.error(`Checks that failed, with the reasons above: ${complaints.join(", ")}.`);
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || passed === 0 || (strict && skipped > 0) ? 1 : 0);

/** They run beside the tests, one after another: tests often wait for a server or a process. */
async function checksThenOtherNode() {
  const complaints = await runChecks(staticChecks);
  return { complaints, counts: words.length > 0 ? [] : [await testOnOtherNode()] };
}

function allTests() {
  const reporters = ["skips", "durations"].map(
    (name) => `--reporter=${join(root, `scripts/lib/${name}-reporter.mjs`)}`,
  );
  return countTests(["--reporter=default", ...reporters, ...words], {
    name: ".revimg-test-report.json",
  });
}
