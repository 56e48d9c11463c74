#!/usr/bin/env node
import { listenForInterruption } from "./interruption.js";
import { run } from "./run.js";

const { stdin, stdout, stderr, env: environment } = process;
const exitCode = await run({
  words: process.argv.slice(2),
  stdin,
  stdout,
  stderr,
  environment,
  signal: listenForInterruption(),
});

// Wait until the output is written: a pipe may still hold some of it.
await Promise.all([stdout, stderr].map((output) => new Promise((done) => output.write("", done))));
process.exit(exitCode);
