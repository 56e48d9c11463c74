// Writes docs/errors.md from the error table of @revimg/core; a test compares the two.
import { writeFileSync } from "node:fs";
import { errorTable } from "../packages/core/dist/index.js";

export function errorsPage() {
  const rows = Object.entries(errorTable).map(
    ([code, { meaning, status, exit, retryable }]) =>
      `| \`${code}\` | ${meaning} | ${status} | ${exit} | ${retryable ? "yes" : ""} |`,
  );
  return `# Errors

Every failure is a \`RevimgError\`: \`message\` says what failed, why and what to do next; \`code\` says the same to a program, \`retryable\` whether trying again can help, \`details\` holds facts. \`isRevimgError(error, code)\` recognises one, also across copies of the package. An aborted call rejects with its signal's own reason instead.

Over HTTP the status is the one below and the body a problem document (RFC 9457) with the code. The command line ends with the exit code below; 0 is success, 1 a failure that is not in the table, 3 an indexing run that finished with failed pictures, 130 and 143 a stop by Ctrl-C or SIGTERM.

| code | meaning | HTTP | exit | retry |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL("../docs/errors.md", import.meta.url), errorsPage());
}
