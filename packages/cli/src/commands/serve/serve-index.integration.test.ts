import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";
import { startServer, type TestServer } from "../../testing/running-server.js";

let directory: string;
let server: TestServer;
const run = (...words: string[]) => runRevimg(words, { directory });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-serve-"));
  await drawFolder(join(directory, "photos"), 6);
  await run("index", "photos");
  server = await startServer(directory);
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true });
});

describe("while a server holds the index", () => {
  it("a search names it, with the command to copy", async () => {
    const { exitCode, stdout, stderr } = await run(
      "search",
      "photos/picture-002.jpg",
      "--limit",
      "2",
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 17, stdout: "" });
    expect(stderr).toContain(
      `\n  revimg search photos/picture-002.jpg --limit 2 --server ${server.url}\n`,
    );
  });

  it("the same is said as JSON", async () => {
    const { exitCode, stdout } = await run("search", "photos/picture-002.jpg", "--json");
    expect(exitCode).toBe(17);
    expect(readLines(stdout)).toEqual([
      {
        error: expect.objectContaining({
          code: "index_locked",
          retryable: true,
          details: expect.objectContaining({ url: server.url }),
        }),
      },
    ]);
  });

  it("indexing says to stop it first", async () => {
    const { exitCode, stderr } = await run("index", "photos");
    expect(exitCode).toBe(17);
    expect(stderr).toContain(server.url);
    expect(stderr).toContain("Stop the server, then run the same command again");
  });

  it("--server searches through it", async () => {
    const { exitCode, stdout } = await run(
      "search",
      "photos/picture-002.jpg",
      "--limit",
      "2",
      "--server",
      server.url,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^1 +1\.000 +exact +picture-002\.jpg +http:\/\/127\.0\.0\.1:\d+\/image\/\S+$/m,
    );
    expect(stdout.match(/^\d+ .*(exact|edited|similar)/gm)).toHaveLength(2);
  });

  it("--server passes the options and the server's errors on", async () => {
    const alone = await run(
      "search",
      "photos/picture-002.jpg",
      "--min-similarity",
      "0.9999",
      "--json",
      "--server",
      server.url,
    );
    expect(readLines(alone.stdout)[0]?.similar_images).toHaveLength(1);
    const { exitCode, stderr } = await runRevimg(["search", "-", "--server", server.url], {
      directory,
      input: Buffer.from("This is no picture."),
    });
    expect(exitCode).toBe(10);
    expect(stderr).toMatch(/^revimg: The server says: \S/);
  });

  it("stats --server shows its health", async () => {
    expect((await run("stats", "--server", server.url)).stdout).toMatch(/^Pictures +6$/m);
    const { stdout } = await run("stats", "--server", server.url, "--json");
    expect(readLines(stdout)[0]).toMatchObject({ status: "ok", count: 6 });
  });

  it("an address where revimg is not is told apart", async () => {
    const { exitCode, stderr } = await run("stats", "--server", `${server.url}/somewhere`);
    expect(exitCode).toBe(15);
    expect(stderr).toContain("revimg: ");
  });

  it("a second server on its port is refused with the reason", async () => {
    const port = new URL(server.url).port;
    const { exitCode, stderr } = await run("serve", "--port", port, "--data", "other-data");
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`Port ${port}`);
  });
});

/** Whether nobody listens on a port any more. */
async function isRefused(port: number): Promise<boolean> {
  const connection = connect(port, "127.0.0.1");
  const refused = await once(connection, "connect").then(
    () => false,
    () => true,
  );
  connection.destroy();
  return refused;
}

it("a second Ctrl-C does not wait for the requests under way", async () => {
  const busy = await startServer(directory, ["--data", "busy-data"]);
  const { port } = new URL(busy.url);
  const connection = connect(Number(port), "127.0.0.1");
  connection.on("error", () => {});
  connection.write(
    "POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n",
  );
  // "100 Continue": the request is under way.
  await once(connection, "data");
  void busy.stop();
  await expect.poll(() => isRefused(Number(port)), { timeout: 60_000 }).toBe(true);
  // No number: the process ended by the signal itself.
  expect((await busy.stop()).exitCode).toBe("SIGINT");
});

it("a local search and a server's answer have the same form, but for addresses and files", async () => {
  const words = ["search", "photos/picture-004.jpg", "--json"];
  const remote = readLines((await run(...words, "--server", server.url)).stdout)[0]!;
  const { exitCode, stdout } = await server.stop();
  expect(exitCode).toBe(0);
  expect(readLines(stdout).map(({ type }) => type)).toEqual(["listening", "stopped"]);

  const local = readLines((await run(...words)).stdout)[0]!;
  const images = (local.similar_images as Record<string, unknown>[]).map(({ paths, ...image }) => ({
    ...image,
    thumbnail_url: `${server.url}${image.thumbnail_url}`,
    image_url: `${server.url}${image.image_url}`,
  }));
  expect({ ...local, similar_images: images }).toEqual(remote);
});
