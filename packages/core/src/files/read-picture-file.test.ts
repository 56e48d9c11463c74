import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { open, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.js";
import { readFileWithin } from "./plain-file.js";
import { readPictureFile } from "./read-picture-file.js";
import { readStream } from "./read-stream.js";

const run = promisify(execFile);
const limits = { maxBytes: 1_000 };

async function fileOf(bytes: number): Promise<string> {
  const path = join(await temporaryFolder(), "a.jpg");
  await writeFile(path, Buffer.alloc(bytes, 7));
  return path;
}

async function pipe(): Promise<string> {
  const path = join(await temporaryFolder(), "p.jpg");
  await run("mkfifo", [path]);
  return path;
}

/** Writes once somebody reads, and may leave the pipe open. */
async function writeTo(path: string, bytes: Uint8Array, { end = true } = {}): Promise<void> {
  const writer = createWriteStream(path);
  writer.on("error", () => {});
  onTestFinished(() => void writer.destroy());
  if (end) writer.end(bytes);
  else writer.write(bytes);
}

test("a file is read up to the limit, and no further", async () => {
  expect(await readPictureFile(await fileOf(1_000), { limits })).toHaveLength(1_000);
  await expect(readPictureFile(await fileOf(1_001), { limits })).rejects.toMatchObject({
    code: "image_too_large",
    details: { bytes: 1_001, maxBytes: 1_000 },
  });
});

test("a file of more bytes than there is memory for is refused before it is read", async () => {
  const path = await fileOf(0);
  await truncate(path, 2 ** 42);
  await expect(readPictureFile(path)).rejects.toMatchObject({ code: "image_too_large" });
});

test("a file is read whole whatever its length", async () => {
  for (const bytes of [0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1]) {
    expect(await readPictureFile(await fileOf(bytes))).toHaveLength(bytes);
  }
});

test("a folder, a path that is too long and links in a circle are refused with what to do", async () => {
  const folder = await temporaryFolder();
  await symlink("b.jpg", join(folder, "a.jpg"));
  await symlink("a.jpg", join(folder, "b.jpg"));
  const refused: [string, string, RegExp][] = [
    [folder, "invalid_input", /is a folder/],
    [join(folder, "a.jpg"), "invalid_input", /links lead in a circle/],
    [join(folder, "n".repeat(300)), "invalid_input", /too long/],
    [join(folder, "none.jpg"), "not_found", /no file/],
    [join(await fileOf(1), "a.jpg"), "not_found", /no file/],
    [`${folder}/\0`, "invalid_input", /can't be read/],
  ];
  for (const [path, code, message] of refused) {
    const error = { code, message: expect.stringMatching(message) };
    await expect(readPictureFile(path)).rejects.toMatchObject(error);
  }
});

test("an abort ends the reading with its reason", async () => {
  const signal = AbortSignal.abort(new Error("stopped"));
  await expect(readPictureFile(await fileOf(1), { signal })).rejects.toThrow("stopped");
});

test.runIf(process.platform === "linux")("a file that says it is empty and is not", async () => {
  expect(Buffer.from(await readPictureFile("/proc/self/status")).toString()).toMatch(/^Name:/);
  const few = { limits: { maxBytes: 10 } };
  await expect(readPictureFile("/proc/self/status", few)).rejects.toMatchObject({
    code: "image_too_large",
    details: { maxBytes: 10 },
  });
});

describe.runIf(process.platform !== "win32")("what is no file", () => {
  test.each(["/dev/zero", "/dev/null", "/dev/urandom"])("the device %s", async (device) => {
    const link = join(await temporaryFolder(), "x.jpg");
    await symlink(device, link);
    for (const path of [device, link]) {
      for (const read of [readPictureFile, readFileWithin]) {
        await expect(read(path, { limits })).rejects.toMatchObject({
          code: "unsupported",
          message: expect.stringContaining("is a device, not a file"),
        });
      }
    }
  });

  test("a socket", async () => {
    const path = join(await temporaryFolder(), "s.jpg");
    const server = createServer().listen(path);
    onTestFinished(() => void server.close());
    for (const read of [readPictureFile, readFileWithin]) {
      await expect(read(path, { limits })).rejects.toMatchObject({
        code: "unsupported",
        message: expect.stringContaining("is a socket"),
      });
    }
  });

  test("a pipe is no plain file, and opening it waits for nobody", async () => {
    await expect(readFileWithin(await pipe(), { limits })).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining("is a pipe"),
    });
  });

  test("a pipe is read to its end when somebody writes, soon or late", async () => {
    const path = await pipe();
    const bytes = Buffer.alloc(300_000, 7);
    for (const delayMs of [0, 200]) {
      setTimeout(() => void writeTo(path, bytes), delayMs);
      expect(Buffer.from(await readPictureFile(path)).equals(bytes)).toBe(true);
    }
  });

  test("a pipe is read up to the limit, and no further", async () => {
    const path = await pipe();
    await writeTo(path, Buffer.alloc(1_000_000), { end: false });
    await expect(readPictureFile(path, { limits })).rejects.toMatchObject({
      code: "image_too_large",
      details: { maxBytes: 1_000 },
    });
  });

  test("a pipe that nobody writes to is given up with the reason", async () => {
    await expect(readPictureFile(await pipe())).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("nothing came within 5 seconds"),
    });
  });

  test("an abort ends the wait for a pipe, with a writer that says nothing and with none", async () => {
    for (const hasWriter of [false, true]) {
      const path = await pipe();
      if (hasWriter) {
        const writer = await open(path, "r+");
        onTestFinished(() => writer.close());
      }
      const stop = new AbortController();
      const reading = readPictureFile(path, { signal: stop.signal });
      setTimeout(() => stop.abort(new Error("stopped")), 100);
      await expect(reading).rejects.toThrow("stopped");
    }
  });
});

describe("a stream", () => {
  const streamOf = (sizes: number[]) => {
    const seen = { pulled: 0, cancelled: false };
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const size = sizes[seen.pulled++];
          if (size === undefined) controller.close();
          else controller.enqueue(new Uint8Array(size));
        },
        cancel() {
          seen.cancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    return { stream, seen };
  };

  test("is read whole within the limit", async () => {
    expect(await readStream(streamOf([400, 600]).stream, { limits })).toHaveLength(1_000);
  });

  test("is let go of unread when its size is too much, or nobody waits any more", async () => {
    for (const options of [{ size: 1_001 }, { signal: AbortSignal.abort(new Error("stopped")) }]) {
      const { stream, seen } = streamOf([400]);
      await expect(readStream(stream, { limits, ...options })).rejects.toThrow();
      expect(seen).toEqual({ pulled: 0, cancelled: true });
    }
  });

  test("is let go of once it has brought too much, whatever it said", async () => {
    const { stream, seen } = streamOf([400, 601, 5, 5]);
    await expect(readStream(stream, { size: 10, limits })).rejects.toMatchObject({
      code: "image_too_large",
    });
    expect(seen).toEqual({ pulled: 2, cancelled: true });
  });
});
