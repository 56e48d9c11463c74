import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type MutatedRequest,
  mutatedRequest,
  seededRandom,
  seedPictures,
} from "../../testing/mutated-requests.js";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";
import { startServer, type TestServer } from "../../testing/running-server.js";

/** `REVIMG_REQUESTS=10000` sends more, from another seed each time. */
const count = Number(process.env.REVIMG_REQUESTS ?? 120);
const seed = Number(process.env.REVIMG_SEED ?? (count === 120 ? 2026 : Date.now() % 1e9));
const clients = 8;
/** The most that the server's process may hold at any time. 10,000 requests have led to 552 MB. */
const ceilingMegabytes = 700;

let directory: string;
let key: string;
let server: TestServer;
const temporary = () => join(directory, "tmp");

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-mutated-"));
  await mkdir(temporary());
  await drawFolder(join(directory, "photos"), 20);
  await runRevimg(["index", "photos", "--model", "mini"], { directory });
  const made = await runRevimg(["keys", "add", "--label", "a", "--scope", "admin", "--json"], {
    directory,
  });
  key = String(readLines(made.stdout)[0]?.key);
  server = await startServer(directory, ["--metrics", "open", "--access-log"], {
    TMPDIR: temporary(),
  });
});
afterAll(async () => {
  await server?.stop();
  await rm(directory, { recursive: true });
});

/** The first line of the answer; empty when the server closed the connection without one. */
async function send({ kind, bytes }: MutatedRequest): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  let text = "";
  socket.on("error", () => {});
  socket.on("data", (part) => {
    if (text.length < 100) text += part.toString("latin1");
    else socket.destroy();
  });
  // With a broken head, the server may wait for more than there is: it then hears that no
  // more comes.
  if (kind === "head") socket.end(bytes);
  else socket.write(bytes);
  await once(socket, "close");
  return text.split("\r\n")[0]!;
}

async function megabytes(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 2 ** 20;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

it(`${count} mutated requests neither end nor fail the server, and leave nothing behind`, async () => {
  console.log(`REVIMG_SEED=${seed} REVIMG_REQUESTS=${count}`);
  const random = seededRandom(seed);
  const pictures = await seedPictures();
  const statuses = new Map<string, number>();
  const memory: number[] = [];
  let sent = 0;
  const client = async () => {
    while (sent < count) {
      const number = sent++;
      const request = mutatedRequest(pictures, key, random);
      const { kind } = request;
      const line = await send(request);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(line)?.[1] ?? "closed";
      statuses.set(`${kind} ${status}`, (statuses.get(`${kind} ${status}`) ?? 0) + 1);
      expect(status, `request ${number} (${kind})`).not.toMatch(/^5(?!03)/);
      if (number % Math.ceil(count / 40) === 0) memory.push(await megabytes());
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  // Jobs that go on have files.
  const headers = { authorization: `Bearer ${key}` };
  await expect
    .poll(async () => await (await fetch(`${server.url}/jobs`, { headers })).text(), {
      timeout: 120_000,
    })
    .not.toMatch(/"status":"(waiting|running)"/);
  await expect.poll(() => filesIn(temporary()), { timeout: 30_000 }).toEqual([]);
  memory.push(await megabytes());
  console.log(Object.fromEntries([...statuses].toSorted()));
  console.log(`memory in MB: ${memory.map((each) => Math.round(each)).join(" ")}`);
  expect(Math.max(...memory)).toBeLessThan(ceilingMegabytes);
  // A run in which all is refused shows little.
  const accepted = [...statuses.keys()].filter((each) => / 20[0-2]$/.test(each));
  expect(accepted.length).toBeGreaterThanOrEqual(4);
});
