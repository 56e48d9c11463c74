import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRevimg } from "@revimg/core";
import { expect, it, onTestFinished } from "vitest";
import { drawPicture } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";

it("asks an address again, and keeps what was said of its picture", async () => {
  const directory = await mkdtemp(join(tmpdir(), "revimg-retry-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await drawPicture(join(directory, "there.jpg"), 3);
  const bytes = await readFile(join(directory, "there.jpg"));
  let isThere = false;
  const server = createServer((_, response) => {
    if (isThere) response.writeHead(200, { "content-type": "image/jpeg" }).end(bytes);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = { REVIMG_URLS_ALLOW_PRIVATE: host, REVIMG_MODEL: "mini" };
  const run = (...words: string[]) => runRevimg(words, { directory, environment });

  const url = `http://${host}/a.jpg`;
  const first = await run("index", url);
  expect(first).toMatchObject({
    exitCode: 3,
    stdout: expect.stringContaining(`  ${url}: There is`),
  });
  expect((await run("failures")).stdout).toContain(url);
  expect((await run("retry")).exitCode).toBe(3);
  isThere = true;
  expect((await run("retry")).exitCode).toBe(0);
  expect((await run("retry")).stdout).toBe("There are no failures.\n");
  expect(readLines((await run("list", "--json")).stdout)).toMatchObject([
    { filename: "a.jpg", sources: [{ url }] },
  ]);
});

it("says what it can't look at again: a picture that was sent is kept nowhere", async () => {
  const directory = await mkdtemp(join(tmpdir(), "revimg-retry-sent-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const revimg = await createRevimg({ dataDirectory: join(directory, "data"), model: "mini" });
  const sent = [{ bytes: Buffer.from("no picture"), filename: "sent.jpg" }];
  for await (const event of revimg.index(sent)) expect(event.type).not.toBe("added");
  await revimg.close();
  const run = (command: string) => runRevimg([command, "--data", "data"], { directory });
  expect((await run("failures")).stdout).toContain("sent.jpg");
  const { exitCode, stdout } = await run("retry");
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: "1 picture that was sent failed, and is kept nowhere; send it again.\n",
  });
});
