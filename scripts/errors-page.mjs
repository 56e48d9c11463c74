// Writes docs/errors.md from the error table of @revimg/core; a test compares the two.
import { writeFileSync } from "node:fs";
import { errorTable } from "../packages/core/dist/index.js";

export function errorsPage() {
  const rows = Object.entries(errorTable).map(
    ([code, { meaning, status, exit, retryable }]) =>
      `| \`${code}\` | ${meaning} | ${status} | ${exit} | ${retryable ? "yes" : ""} |`,
  );
  return `# Errors

Every failure is a \`RevimgError\`. Its \`message\` says what failed, why, and what to do next. Its \`code\` says the same to a program, \`retryable\` says whether trying again can help, and \`details\` holds facts. \`isRevimgError(error, code)\` recognises one, also across copies of the package. An aborted call is different: it rejects with its signal's own reason.

Over HTTP, the answer has the status below, and a problem document (RFC 9457) with the code. The command line ends with the exit code below. The other exit codes are 0 for success, 1 for a failure that is not in the table (of \`revimg compare\` also for different pictures, and 4 for pictures too plain to tell), 3 for an indexing run that finished with failed pictures, and 130 and 143 for a stop by Ctrl-C or SIGTERM.

| code | meaning | HTTP | exit | retry |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL("../docs/errors.md", import.meta.url), errorsPage());
}
