import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

/** Opens connections that send nothing, and tells how each of them ended. */
const program = `
const { connect } = require("node:net");
const [port, count] = process.argv.slice(1).map(Number);
const ends = {};
let [opened, closed] = [0, 0];
function open() {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("error", () => {});
  socket.on("data", (bytes) => (text += bytes));
  socket.on("connect", () => {
    if (++opened === count) console.log("open");
    else if (opened % 100 === 0) for (let i = 0; i < 100 && opened + i < count; i++) open();
  });
  socket.on("close", () => {
    const end = text.slice(0, 12);
    ends[end] = (ends[end] ?? 0) + 1;
    if (++closed === count) console.log(JSON.stringify(ends));
  });
}
for (let i = 0; i < Math.min(100, count); i++) open();
`;

/**
 * Idle connections from a process of their own: a process may have a limit of open files
 * that both ends together would reach. Resolves when all are open; `ended` then resolves to
 * how many ended with each beginning of an answer.
 */
export async function openIdleConnections(
  port: number,
  count: number,
): Promise<{ ended: Promise<Record<string, number>> }> {
  const child = spawn(process.execPath, ["-e", program, String(port), String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface(child.stdout);
  const nextLine = async () => String((await once(lines, "line"))[0]);
  await nextLine();
  return { ended: nextLine().then((line) => JSON.parse(line) as Record<string, number>) };
}
