import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { isRevimgError } from "@revimg/core";
import { expect, onTestFinished, test } from "vitest";
import { type S3Options, s3 } from "../s3.js";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "the secret" };

/** A server that takes connections and says nothing. */
async function silentServer(): Promise<{ server: Server; endpoint: string }> {
  const server = createServer((socket) => socket.on("error", () => {}).resume());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The server has no port.");
  return { server, endpoint: `http://127.0.0.1:${address.port}` };
}

const wrong: [name: string, options: S3Options][] = [
  ["bucket", {} as S3Options],
  ["bucket", { bucket: "a/b" }],
  ["endpoint", { bucket: "pictures", endpoint: "127.0.0.1:9000" }],
  ["endpoint", { bucket: "pictures", endpoint: "http://user:password@127.0.0.1" }],
  ["prefix", { bucket: "pictures", prefix: "p".repeat(501) }],
  ["publicUrl", { bucket: "pictures", publicUrl: "https://cdn.example.com/?token=1" }],
  ["credentials", { bucket: "pictures", credentials: { accessKeyId: "a" } as never }],
  ["timeoutMs", { bucket: "pictures", timeoutMs: 0 }],
  ["region", { bucket: "pictures", region: "eu", client: { send: async () => null } }],
  ["client", { bucket: "pictures", client: null as never }],
  ["buckets", { bucket: "pictures", buckets: 1 } as S3Options],
];

test.each(wrong)("a wrong %s is invalid_config and not shown", (name, options) => {
  let thrown: unknown;
  try {
    s3(options);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: "invalid_config", details: { option: name } });
  expect(String(thrown)).not.toMatch(/password@|token=/);
});

test("location names bucket and prefix", async () => {
  await using one = s3({ bucket: "pictures" });
  await using two = s3({ bucket: "pictures", prefix: "/a/b/" });
  expect([one.location, two.location]).toEqual(["s3://pictures", "s3://pictures/a/b"]);
});

test("url joins publicUrl, prefix and key, encoded", async () => {
  const publicUrl = "https://cdn.example.com/base/";
  await using plain = s3({ bucket: "pictures", publicUrl });
  await using deep = s3({ bucket: "pictures", publicUrl, prefix: "year=2026/ä b" });
  expect(await plain.url!("a/b.webp")).toBe("https://cdn.example.com/base/a/b.webp");
  expect(await deep.url!("a/b.webp")).toBe(
    "https://cdn.example.com/base/year%3D2026/%C3%A4%20b/a/b.webp",
  );
});

test("a server that can't be reached is store_failed and may be tried again", async () => {
  const { server, endpoint } = await silentServer();
  server.close();
  await once(server, "close");
  await using blobs = s3({ bucket: "pictures", endpoint, credentials });
  for (const call of [() => blobs.stat("a"), () => blobs.get("a"), () => blobs.delete(["a"])]) {
    await expect(call()).rejects.toMatchObject({
      code: "store_failed",
      retryable: true,
      adapter: "s3",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  }
});

test("a silent server is given up after timeoutMs", async () => {
  const { endpoint } = await silentServer();
  await using blobs = s3({ bucket: "pictures", endpoint, credentials, timeoutMs: 100 });
  const refusal = { code: "store_failed", retryable: true };
  await expect(blobs.stat("a")).rejects.toMatchObject(refusal);
  await expect(blobs.put("a", new Uint8Array(10))).rejects.toMatchObject(refusal);
});

const calls = {
  get: (blobs, signal) => blobs.get("a", { signal }),
  stat: (blobs, signal) => blobs.stat("a", { signal }),
  put: (blobs, signal) => blobs.put("a", new Uint8Array(5_000_000), { signal }),
  "put of a stream": (blobs, signal) =>
    blobs.put("a", new Blob([new Uint8Array(9_000_000)]).stream(), { signal }),
  delete: (blobs, signal) => blobs.delete(["a"], { signal }),
  list: (blobs, signal) => blobs.list({ signal })[Symbol.asyncIterator]().next(),
} satisfies Record<string, (blobs: ReturnType<typeof s3>, signal: AbortSignal) => Promise<unknown>>;

test.each(Object.entries(calls))("an abort of %s closes the connection", async (_, call) => {
  const { server, endpoint } = await silentServer();
  await using blobs = s3({ bucket: "pictures", endpoint, credentials });
  const controller = new AbortController();
  const reason = new Error("enough");
  const connected = once(server, "connection");
  const calling = call(blobs, controller.signal).catch((error) => error);
  const [socket] = await connected;
  const closed = once(socket, "close");
  controller.abort(reason);
  expect(await calling).toBe(reason);
  await closed;
});

test("no region and no endpoint is invalid_config with the next step", async () => {
  // Not a copy: what Node itself reads, such as TMPDIR, is only in the true environment.
  const kept = process.env;
  onTestFinished(() => {
    process.env = kept;
  });
  process.env = { PATH: kept.PATH, AWS_CONFIG_FILE: "/none", AWS_SHARED_CREDENTIALS_FILE: "/none" };
  await using blobs = s3({ bucket: "pictures", credentials });
  await expect(blobs.stat("a")).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining("AWS_REGION"),
  });
  process.env.AWS_EC2_METADATA_DISABLED = "true";
  await using anonymous = s3({ bucket: "pictures", region: "eu-central-1" });
  await expect(anonymous.stat("a")).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining("AWS_ACCESS_KEY_ID"),
  });
});

test("an expiresInSeconds that a signature can't have is refused", async () => {
  await using blobs = s3({ bucket: "pictures", region: "eu-central-1", credentials });
  for (const expiresInSeconds of [0, 1.5, 604_801]) {
    const error = await blobs.url!("a", { expiresInSeconds }).catch((thrown) => thrown);
    expect(isRevimgError(error, "invalid_input")).toBe(true);
  }
});
