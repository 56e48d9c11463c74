import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { useService, whyNoService } from "./shared-services.js";

const missing = whyNoService("postgres");

/** Whether somebody listens. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const connected = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}

test("all who ask get the same server, and it runs", async ({ skip }) => {
  if (missing !== null) return skip(missing);
  const all = await Promise.all([1, 2, 3].map(() => useService("postgres")));
  expect(new Set(all.map((access) => access?.url)).size).toBe(1);
  expect(await answers(all[0]!.port)).toBe(true);
});

test("stopSharedServices ends what a process shares", async ({ skip }) => {
  if (missing !== null) return skip(missing);
  const program = `
    import { stopSharedServices, useService } from "@revimg/testing/services";
    const { port, logFile } = await useService("postgres");
    await stopSharedServices();
    console.log(JSON.stringify({ port, logFile }));`;
  const { VITEST, ...env } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "-e", program],
    { cwd: fileURLToPath(new URL("../..", import.meta.url)), env },
  );
  const { port, logFile } = JSON.parse(stdout);
  expect(await answers(port)).toBe(false);
  expect(existsSync(logFile)).toBe(false);
});

test("a server that is left behind ends after the process that shared it", async ({ skip }) => {
  if (missing !== null) return skip(missing);
  const program = `
    import { useService } from "@revimg/testing/services";
    console.log(JSON.stringify(await useService("postgres")));
    process.kill(process.pid, "SIGKILL");`;
  const { VITEST, ...env } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "-e", program],
    { cwd: fileURLToPath(new URL("../..", import.meta.url)), env },
  ).catch((error) => error);
  const { port, logFile } = JSON.parse(stdout);
  await expect.poll(() => answers(port), { timeout: 60_000 }).toBe(false);
  await expect.poll(() => existsSync(logFile), { timeout: 60_000 }).toBe(false);
});
