// A vitest reporter that lists every skipped test with its reason.
export default class SkipsReporter {
  onTestRunEnd(modules) {
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const { note = "see above" } = test.result();
        console.log(`skipped: ${test.fullName}: ${note}`);
      }
    }
  }
}
